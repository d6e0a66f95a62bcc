import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TenantName } from '@sentinel-onboarding/practice';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { answeredBy } from '../../../engine/model/answers.ts';
import type { ConnectionProfile, ProfileProof } from '../../../engine/model/profile.ts';
import { profileOf } from '../../../engine/view/build-profile.ts';
import { clouds } from '../../../microsoft/http/clouds.ts';
import dropzone from '../../../recipes/dropzone-sentinel.recipe.ts';
import { lab } from '../../../recipes/scenarios/lab.spec-kit.ts';
import type { BadInput } from '../../input/bad-input.ts';
import { sha256 } from '../../storage/seal.ts';
import { profileMembers } from '../profile-example.spec-kit.ts';
import { parseProfile } from '../profile-file.ts';
import { publishedSchema } from '../profile-schema.ts';
import { profileText } from '../profile-text.ts';
import { framed, ids, parts, withObjects, withoutObjects, words } from './connection.spec-kit.ts';
import { formats, formatWords } from './format.ts';
import { readBicep, readEnv, readPowershell } from './languages.spec-kit.ts';
import { render } from './render.ts';
import { runScript } from './stand-in-az.spec-kit.ts';
import { toolCloud } from './tool-clouds.ts';

const file = path.join(import.meta.dirname, '../../../docs/profile.schema.json');
const valid = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(file, 'utf8')) as object,
);

/** A profile as a set-up in a practice tenant makes it. */
async function made(name: TenantName): Promise<{ profile: ConnectionProfile; principal: string }> {
  const process = await lab(name).open();
  const { picture } = await process.run(dropzone, 'set-up');
  const profile = profileOf(dropzone, picture, answeredBy(picture.answers), sha256);
  if (!profile) throw new Error(`no profile on ${name}`);
  return { profile, principal: String(picture.facts['servicePrincipalId']) };
}

describe('a connection without an application of its own', () => {
  const { clientId: _id, credential: _credential, ...rest } = framed(withoutObjects());
  const profile: ConnectionProfile = rest;

  it.each(['json', 'yaml', 'env', 'vendor'] as const)('is rendered as %s, and names none', (format) => {
    const text = render(profile, format, { title: 'Playbooks', form: [] });
    expect(text).not.toContain('undefined');
    expect(text).not.toMatch(/client_?id/i);
  });

  it.each(['terraform', 'bicep', 'azure-cli', 'powershell'] as const)(
    'has nothing for %s, which says so',
    (format) => {
      expect(() => render(profile, format, { title: 'Playbooks', form: [] })).toThrow(
        'no application of its own',
      );
    },
  );
});

describe('the published schema', () => {
  it('is the one profiles are checked against', async () => {
    // Written with `npx vitest run host/profile/renderings/render.program.spec.ts -u`.
    await expect(published()).toMatchFileSnapshot(file);
  });

  it('holds for what set-up writes, with the secret and without', () => {
    for (const profile of [framed(), { ...framed(), clientSecret: 's' }]) {
      expect(valid(JSON.parse(profileText(profile)))).toBe(true);
    }
    expect(valid(JSON.parse(profileText(framed(withoutObjects()))))).toBe(true);
  });

  it('holds for a connection without an application, and not for half of one', () => {
    const { clientId, credential, ...rest } = JSON.parse(
      profileText(framed(withoutObjects())),
    ) as ConnectionProfile;
    expect(valid(rest)).toBe(true);
    expect([valid({ ...rest, clientId }), valid({ ...rest, credential })]).toEqual([false, false]);
  });

  it.each<[string, (profile: Record<string, unknown>) => void]>([
    ['a field nobody knows', (profile) => Object.assign(profile, { endpoint: 'https://evil.example' })],
    ['a newer version', (profile) => Object.assign(profile, { profile: 2 })],
    ['a tenant that is no GUID', (profile) => Object.assign(profile, { tenantId: 'contoso.com' })],
    ['a cloud nobody knows', (profile) => Object.assign(profile, { cloud: 'moon' })],
    [
      'a field inside that nobody knows',
      ({ proof }) => Object.assign((proof as ProfileProof).objects as object, { url: 'x' }),
    ],
    [
      'the objects beside the proof',
      (profile) => Object.assign(profile, { objects: (profile['proof'] as ProfileProof).objects }),
    ],
    ['a form field that is an object', ({ form }) => Object.assign(form as object, { use: {} })],
    ['no integrity', (profile) => delete profile['integrity']],
  ])('does not hold for %s', (_, change) => {
    const profile = structuredClone(framed()) as unknown as Record<string, unknown>;
    expect(valid(profile)).toBe(true);
    change(profile);
    expect(valid(profile)).toBe(false);
  });
});

describe('a profile made by set-up', () => {
  it.each<TenantName>(['fresh', 'hostile-names', 'us-government', 'half-finished'])(
    'on %s knows the objects as they stand, reads back, passes the schema, and goes into every format',
    async (name) => {
      const { profile, principal } = await made(name);
      expect(parseProfile(profileText(profile), 'p')).toEqual(profile);
      expect(valid(JSON.parse(profileText(profile))) || valid.errors).toBe(true);
      expect(Object.keys(profile).sort()).toEqual(profileMembers('no secret').sort());
      const { objects } = profile.proof;
      expect(objects?.servicePrincipalId).toBe(principal);
      expect(
        objects?.apis.flatMap(({ permissions }) => permissions.map(({ permission }) => permission)).sort(),
      ).toEqual([...profile.permissions].sort());
      expect(objects?.apis.flatMap(({ permissions }) => permissions).every(({ grantId }) => grantId)).toBe(
        true,
      );
      expect(objects?.roleAssignments).toHaveLength(1);
      const of = { title: dropzone.title, form: dropzone.form(profile) };
      for (const format of formats) expect(render(profile, format, of)).toContain(profile.clientId);
      expect(parseYaml(render(profile, 'yaml', of))).toEqual(JSON.parse(profileText(profile)));
      expect(readEnv(render(profile, 'env', of)).get('AZURE_TENANT_ID')).toBe(profile.tenantId);
      expect(readPowershell(render(profile, 'powershell', of)).texts).toContain(
        objects?.roleAssignments[0]?.scope,
      );
      expect(readBicep(render(profile, 'bicep', of)).texts).toContain(objects?.application.uniqueName);
    },
  );

  it('knows its own application, also in a later check, from one that somebody else made', async () => {
    const process = await lab('fresh').open();
    const { picture } = await process.run(dropzone, 'set-up');
    const ours = profileOf(dropzone, picture, answeredBy(picture.answers), sha256);
    expect(ours?.proof.objects?.application).toMatchObject({
      ours: true,
      uniqueName: expect.stringContaining('dropzone'),
    });
    const client = String(picture.facts['clientId']);
    const checked = await process.run(dropzone, 'verify', { answers: { application: client } });
    const same = profileOf(dropzone, checked.picture, answeredBy(checked.picture.answers), sha256);
    expect(same?.proof.objects).toEqual(ours?.proof.objects);

    const other = await lab('fresh').open();
    const { appId } = await other.world.microsoft.applications.create({
      uniqueName: 'soc-reader',
      displayName: 'SOC reader',
      tags: [],
    });
    const taken = await other.run(dropzone, 'set-up', { answers: { application: appId } });
    const theirs = profileOf(dropzone, taken.picture, answeredBy(taken.picture.answers), sha256);
    expect(theirs?.proof.objects?.application).toMatchObject({ ours: false, displayName: 'SOC reader' });
  });

  it('its Azure CLI script, in the tenant where everything stands, changes nothing', async () => {
    const { profile } = await made('fresh');
    const script = render(profile, 'azure-cli', { title: dropzone.title, form: dropzone.form(profile) });
    const { calls, code } = await runScript(script, 'standing', profile.tenantId);
    expect(code).toBe(0);
    expect(calls.length).toBeGreaterThan(8);
    expect(calls.some((call) => call.includes('create') || call.includes('POST'))).toBe(false);
  });
});

describe('every format', () => {
  it('has a title, an extension of its own, and says that it is practice where it is', () => {
    expect(new Set(formats.map((format) => formatWords[format].extension)).size).toBe(formats.length);
    for (const format of ['yaml', 'env', 'terraform', 'bicep', 'azure-cli', 'powershell'] as const) {
      expect(render(framed(), format, words)).toContain('Practice: this is a sample tenant');
      expect(render({ ...framed(), practice: false }, format, words)).not.toContain('Practice');
    }
  });

  it('the vendor’s form shows the secret as dots where the profile holds none', () => {
    expect(render(framed(), 'vendor', words)).toContain('Client Secret: ••••');
    expect(render({ ...framed(), clientSecret: 'value' }, 'vendor', words)).toContain('Client Secret: value');
  });

  it('half a character is refused by name where it would become another, and kept by JSON', () => {
    const profile = withObjects((objects) => ({
      ...objects,
      application: { ...objects.application, displayName: 'a\ud800b' },
    }));
    for (const format of ['yaml', 'env', 'terraform', 'bicep', 'azure-cli', 'powershell'] as const) {
      let refused: unknown;
      try {
        render(profile, format, words);
      } catch (error) {
        refused = error;
      }
      expect((refused as BadInput).refusals[0].field).toBe('profile.proof.objects.application.displayName');
    }
    expect(JSON.parse(render(profile, 'json', words))).toEqual(profile);
    expect(render(framed(), 'yaml', { ...words, title: 'a 👩‍👩‍👧 b' })).toContain('👩');
  });

  it('an environment file points the Azure SDKs at the cloud of the tenant', () => {
    const read = readEnv(render({ ...framed(), cloud: 'usgov' }, 'env', words));
    expect(read.get('AZURE_AUTHORITY_HOST')).toBe('https://login.microsoftonline.us/');
    expect(read.get('AZURE_CLIENT_ID')).toBe(ids.client);
    expect(read.has('AZURE_CLIENT_SECRET')).toBe(false);
    const twins = readEnv(
      render(framed({ ...parts(), form: { aB: 'one', AB: 'two', a: ['x'] } }), 'env', words),
    );
    expect([twins.get('FORM_A_B'), twins.get('FORM_AB')]).toEqual(['one', 'two']);
  });

  it('the tools’ clouds are the clouds we talk to', () => {
    for (const cloud of Object.values(clouds)) {
      const { graph, authorityHost } = toolCloud({ cloud: cloud.name });
      expect([graph, authorityHost]).toEqual([cloud.graph, cloud.login]);
    }
    expect(() => toolCloud({ cloud: 'moon' })).toThrow('no cloud named moon');
  });
});

/** The schema's file: JSON as the formatter has it, short lists of texts on one line. */
function published(): string {
  const pretty = JSON.stringify(publishedSchema(), undefined, 2);
  return `${pretty.replaceAll(
    /\[\n\s+("[^"\n]*"(?:,\n\s+"[^"\n]*")*)\n\s+\]/g,
    (whole, items: string, at: number) => {
      const line = `[${items.replaceAll(/,\n\s+/g, ', ')}]`;
      const before = pretty.slice(pretty.lastIndexOf('\n', at) + 1, at);
      return before.length + line.length < 110 ? line : whole;
    },
  )}\n`;
}
