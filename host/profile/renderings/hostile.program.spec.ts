import { existsSync, readdirSync } from 'node:fs';
import { parse } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { ConnectionProfile } from '../../../engine/model/profile.ts';
import { parseStrictJson } from '../../input/strict-json.ts';
import { parseStrictYaml } from '../../input/strict-yaml.ts';
import { azureCli } from './azure-cli.ts';
import { framed, words } from './connection.spec-kit.ts';
import { type Format, formats, formatWords } from './format.ts';
import { formulaCells, hostileConnection, hostileNames, namesEach, rawUnseen } from './hostile.spec-kit.ts';
import { readBicep, readEnv, readPowershell } from './languages.spec-kit.ts';
import { type RecipeWords, render } from './render.ts';
import { runScript } from './stand-in-az.spec-kit.ts';

const count = 1_000;
const names = hostileNames(count);
const groups = Array.from({ length: count / namesEach }, (_, at) =>
  names.slice(at * namesEach, (at + 1) * namesEach),
);
const withoutNul = (name: string) => name.replaceAll('\0', '');
const connections = groups.map((group) => hostileConnection(group));
/** For a command line, which carries no NUL. */
const commandLine = groups.map((group) => hostileConnection(group, withoutNul));

const written = (format: Format): readonly { profile: ConnectionProfile; of: RecipeWords; text: string }[] =>
  (format === 'azure-cli' ? commandLine : connections).map(({ profile, of }) => ({
    profile,
    of,
    text: render(profile, format, of),
  }));

/** Every text of the connection that an infrastructure rendering carries as a value. */
const carried = ({ proof, workspaces }: ConnectionProfile): readonly string[] => [
  proof.objects?.application.displayName ?? '',
  ...workspaces.flatMap(({ armId }) => armId),
];

describe(`${count} hostile names`, () => {
  it('are as many as they say, each another, of every kind', () => {
    expect(new Set(names).size).toBe(count);
    expect(connections).toHaveLength(count / namesEach);
    expect(names.filter((name) => rawUnseen(name).length > 0).length).toBeGreaterThan(200);
    expect(names.filter((name) => name.includes('\0')).length).toBeGreaterThan(10);
    expect(names.filter((name) => formulaCells(name).length > 0).length).toBeGreaterThan(100);
    // Every name is carried by some connection.
    const all = JSON.stringify(connections.map(({ profile }) => profile));
    for (const name of names) expect(all).toContain(JSON.stringify(name).slice(1, -1));
  });

  it.each(formats)('%s holds no character that cannot be seen, and no cell that is a formula', (format) => {
    for (const { text } of written(format)) {
      expect(rawUnseen(text)).toEqual([]);
      expect(formulaCells(text)).toEqual([]);
      expect(text.endsWith('\n')).toBe(true);
    }
    // Planted, it would be seen.
    const [first] = written(format);
    expect(rawUnseen(`${first?.text}\u202e`)).toEqual(['\u202e']);
    expect(formulaCells(`${first?.text}\n=1+1`)).toEqual(['=1+1']);
  });

  it('json reads back as the same profile', () => {
    for (const { profile, text } of written('json')) {
      expect(JSON.parse(text)).toEqual(profile);
      expect(parseStrictJson(text, 'p')).toEqual(profile);
    }
  });

  it('yaml reads back as the same profile, by readers of 1.2 and of 1.1', () => {
    for (const { profile, text } of written('yaml')) {
      expect(parseYaml(text, { version: '1.2' })).toEqual(profile);
      expect(parseYaml(text, { version: '1.1' })).toEqual(profile);
      expect(parseStrictYaml(text, 'p')).toEqual(profile);
    }
  });

  it('env reads back as the same values', () => {
    for (const { profile, text } of written('env')) {
      const read = readEnv(text);
      expect(read.get('CONNECTION_TENANT_NAME')).toBe(profile.tenantName);
      for (const [at, each] of profile.workspaces.entries()) {
        expect(read.get(`WORKSPACE_${at + 1}_NAME`)).toBe(each.workspaceName);
        expect(read.get(`WORKSPACE_${at + 1}_RESOURCE_GROUP`)).toBe(each.resourceGroup);
        expect(read.get(`WORKSPACE_${at + 1}_REGION`)).toBe(each.region);
      }
      expect(read.get('FORM_USE')).toBe(profile.form['use']);
      const severities = profile.form['severities'] as readonly string[];
      expect(severities.map((_, at) => read.get(`FORM_SEVERITIES_${at + 1}`))).toEqual(severities);
      expect(profile.permissions.map((_, at) => read.get(`PERMISSION_${at + 1}`))).toEqual(
        profile.permissions,
      );
    }
  });

  it('terraform is HCL in which every name is a value, and nothing is interpolated', async () => {
    const harmless = shapeOf(await parse('main.tf', render(framed(), 'terraform', words)));
    for (const { profile, text } of written('terraform')) {
      const read = await parse('main.tf', text);
      const values = new Set(textsOf(read).map(meant));
      for (const name of [
        ...carried(profile),
        ...profile.workspaces.flatMap(({ workspaceName, resourceGroup }) => [workspaceName, resourceGroup]),
        profile.form['use'] as string,
        ...(profile.form['severities'] as readonly string[]),
      ]) {
        // Terraform normalizes every text.
        expect(values).toContain(name.normalize('NFC'));
      }
      expect(shapeOf(read)).toEqual(harmless);
    }
  });

  it('bicep is a program of the same shape, in which every name is a literal', () => {
    const plain = /\b(?:api|consent)_\w+/g;
    const harmless = readBicep(render(framed(), 'bicep', words)).skeleton.replaceAll(plain, 'name');
    const shapes: string[] = [];
    for (const { profile, text } of written('bicep')) {
      const { texts, skeleton } = readBicep(text);
      expect(texts).toContain(profile.proof.objects?.application.displayName);
      expect(texts).toContain(profile.proof.objects?.application.uniqueName);
      // A name with a slash in it makes an ARM ID of another shape, which is then none of a workspace.
      const here = carried(profile).filter((armId) => /^(?:\/[^/]+){8}$/.test(armId));
      if (here.length === 2) shapes.push(skeleton.replaceAll(plain, 'name'));
      for (const armId of here) expect(texts).toContain(armId.split('/')[8]);
    }
    expect(shapes.length).toBeGreaterThan(count / namesEach / 3);
    expect(new Set(shapes)).toEqual(new Set([harmless]));
  });

  it('powershell is a program of the same shape, in ASCII, in which every name is a literal', () => {
    const harmless = readPowershell(render(framed(), 'powershell', words)).skeleton;
    for (const { profile, text } of written('powershell')) {
      const { texts, skeleton } = readPowershell(text);
      for (const name of carried(profile)) expect(texts).toContain(name);
      expect(skeleton).toBe(harmless);
    }
  });

  it('azure-cli, run, hands every name to az as it is, and does nothing else', async () => {
    const harmless = await runScript(render(framed(), 'azure-cli', words), 'empty');
    for (const { profile, text } of written('azure-cli')) {
      const { code, calls, stderr, folder } = await runScript(text, 'empty');
      expect(stderr).toBe('');
      expect(code).toBe(0);
      const scopes = calls.filter((call) => call.slice(0, 3).join(' ') === 'role assignment create');
      expect(scopes.map((call) => call[call.indexOf('--scope') + 1])).toEqual(
        profile.proof.objects?.roleAssignments.map(({ scope }) => scope),
      );
      const upsert = calls.find((call) => call.includes('PATCH')) ?? [];
      expect(JSON.parse(upsert[upsert.indexOf('--body') + 1] ?? '')).toEqual({
        displayName: profile.proof.objects?.application.displayName,
        signInAudience: 'AzureADMyOrg',
      });
      const url = upsert[upsert.indexOf('--url') + 1] ?? '';
      const key = /uniqueName='([^']*)'\)$/.exec(url)?.[1] ?? '';
      expect(decodeURIComponent(key).replaceAll("''", "'")).toBe(
        profile.proof.objects?.application.uniqueName,
      );
      expect(calls.map((call) => call.length)).toEqual(harmless.calls.map((call) => call.length));
      expect(readdirSync(folder)).toEqual([]);
    }
    expect(existsSync('/tmp/owned')).toBe(false);
    // Unquoted, it would be seen.
    const { profile, of } = hostileConnection(['$(touch planted)']);
    const unquoted = azureCli(profile, of).replace("'$(touch planted): ", '"$(touch planted): "\'');
    expect(readdirSync((await runScript(unquoted, 'empty')).folder)).toEqual(['planted']);
  });

  it('a secret is in a rendering only where the profile holds it, and never where objects are described', () => {
    const secret = '8Q~s\'e"c$r`e\\t #1';
    const holds = { ...framed(), clientSecret: secret };
    const inText = (format: Format) => render(holds, format, words);
    expect((JSON.parse(inText('json')) as ConnectionProfile).clientSecret).toBe(secret);
    expect((parseYaml(inText('yaml')) as ConnectionProfile).clientSecret).toBe(secret);
    expect(readEnv(inText('env')).get('AZURE_CLIENT_SECRET')).toBe(secret);
    expect(/Client Secret: (.*)/.exec(inText('vendor'))?.[1]).toBe(secret);
    const without = formats.filter((format) => !formatWords[format].secret);
    expect(without).toEqual(['terraform', 'bicep', 'azure-cli', 'powershell']);
    for (const format of without) expect(() => inText(format)).toThrow("can't contain a secret");
    for (const format of formats) expect(render(framed(), format, words)).not.toContain('8Q~s');
  });
});

/** Every text in a parsed document, keys included. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, held]) => [key, ...textsOf(held)]);
}

/** hcl2json writes a literal as a template, in which what would begin one is doubled. */
function meant(template: string): string {
  return template.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

/** What a document is made of, without its values: kinds of blocks, how many, and every reference. */
function shapeOf(read: Record<string, unknown>): unknown {
  const { resource, data, import: imports, ...rest } = read as Record<string, object>;
  const counted = (of: object | undefined) =>
    Object.entries(of ?? {}).map(([type, named]) => [type, Object.keys(named as object).length]);
  return {
    resource: counted(resource),
    data: counted(data),
    imports: (imports as unknown as readonly unknown[]).length,
    blocks: Object.keys(rest).sort(),
    expressions: textsOf(read).filter((text) => /(?<!\$)\$\{/.test(text)).length,
  };
}
