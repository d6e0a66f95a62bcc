import { describe, expect, it } from 'vitest';
import { type ConnectionProfile, integrityText } from '../../engine/model/profile.ts';
import { BadInput } from '../input/bad-input.ts';
import { sha256 } from '../storage/seal.ts';
import { profileMembers } from './profile-example.spec-kit.ts';
import { parseProfile } from './profile-file.ts';
import { profileSchema, publishedSchema } from './profile-schema.ts';
import { profileText } from './profile-text.ts';
import { framed, ids } from './renderings/connection.spec-kit.ts';

type Loose = Record<string, unknown>;

/** Signed anew: anybody can, so nothing may rest on the integrity alone. */
const signed = (profile: unknown): string =>
  JSON.stringify({
    ...(profile as Loose),
    integrity: sha256(integrityText(profile as ConnectionProfile)),
  });

const copy = (): Loose => structuredClone(framed()) as unknown as Loose;

function at(profile: Loose, path: string): Loose {
  let value: unknown = profile;
  for (const part of path.split('.').filter(Boolean)) value = (value as Loose)[part];
  return value as Loose;
}

function refusals(text: string): BadInput['refusals'] {
  try {
    parseProfile(text, 'p');
  } catch (error) {
    if (error instanceof BadInput) return error.refusals;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Every object in a profile, by its path. */
function objectsIn(value: unknown, path = ''): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  const below = Object.entries(value).flatMap(([key, held]) =>
    objectsIn(held, path ? `${path}.${key}` : key),
  );
  return Array.isArray(value) ? below : [path, ...below];
}

/** Every text, number and yes or no in a profile, by its path. */
function leavesIn(value: unknown, path = ''): readonly string[] {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, held]) => leavesIn(held, path ? `${path}.${key}` : key));
}

/** What is free: the vendor's form, and of the proof everything but the objects. */
const free = /^(?:form|proof(?!\.objects(?:\.|$)))(?:\.|$)/;
const closed = objectsIn(framed()).filter((path) => !free.test(path));
const named = (path: string, key: string): string =>
  ['p', ...path.split('.').filter(Boolean), key].join('.').replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]');

describe('a profile from outside', () => {
  it('as it was made is taken, and has places enough to try', () => {
    expect(parseProfile(signed(copy()), 'p')).toEqual(framed());
    expect(closed).toHaveLength(12);
    expect(leavesIn(framed()).length).toBeGreaterThan(50);
  });

  it('of a connection without an application of its own leaves out what belongs to one, all of it or nothing', () => {
    const { clientId, credential, proof, ...rest } = copy();
    const { objects, ...seen } = proof as Loose;
    const bare = { ...rest, proof: seen };
    expect(parseProfile(signed(bare), 'p')).toMatchObject({ permissions: rest.permissions });
    const fieldsOf = (of: Loose) => refusals(signed(of)).map(({ field }) => field);
    expect(fieldsOf({ ...bare, clientId })).toEqual(['p.credential']);
    expect(fieldsOf({ ...bare, credential })).toEqual(['p.clientId']);
    expect(fieldsOf({ ...bare, clientSecret: 's' })).toEqual(['p.clientSecret']);
    expect(fieldsOf({ ...bare, proof: { objects } })).toEqual(['p.proof.objects']);
  });

  it('has exactly the members of the contract, with the secret and without', () => {
    const ofApplication = ['clientId', 'credential'];
    const members = (profile: ConnectionProfile) => Object.keys(JSON.parse(profileText(profile)) as Loose);
    // The parts with everything a recipe may add, and as they are in memory too: the text leaves out what it has no
    // place for.
    expect(Object.keys(framed()).sort()).toEqual(profileMembers('no secret').sort());
    expect(members(framed())).toEqual(profileMembers('no secret'));
    expect(members({ ...framed(), clientSecret: 's' })).toEqual(profileMembers('with secret'));
    expect(Object.keys(profileSchema.shape)).toEqual(profileMembers('with secret'));
    expect(publishedSchema()).toMatchObject({
      required: profileMembers('no secret').filter((each) => !ofApplication.includes(each)),
      dependentRequired: { clientId: ['credential'], credential: ['clientId'], clientSecret: ['credential'] },
      additionalProperties: false,
    });
    // Planted: one member more is seen, and one from outside is refused.
    const more = { ...framed(), objects: framed().proof.objects };
    expect(Object.keys(more).sort()).not.toEqual(profileMembers('no secret').sort());
    expect(refusals(signed(more)).map(({ field }) => field)).toEqual(['p.objects']);
  });

  it.each(closed.map((path) => [path || 'the profile']))(
    'with a field nobody knows in %s, is refused by its name',
    (place) => {
      const path = place === 'the profile' ? '' : place;
      const profile = copy();
      at(profile, path)['extra'] = 'x';
      const [refusal] = refusals(signed(profile));
      expect(refusal.field).toBe(named(path, 'extra'));
      expect(refusal.reason).toContain('not known');
    },
  );

  it.each(
    closed.flatMap((path) =>
      ['endpoint', 'graphEndpoint', 'authorityHost', 'tokenUrl', 'baseUri', 'proxy'].map((key) => [
        path,
        key,
      ]),
    ),
  )('with an address in "%s" as %s, is refused by its name', (path = '', key = '') => {
    const profile = copy();
    at(profile, path)[key] = 'https://graph.evil.example';
    const [refusal] = refusals(signed(profile));
    expect(refusal.field).toBe(named(path, key));
    expect(refusal.reason).toContain("Addresses can't come from a file");
  });

  it.each([
    ['workspaces.0', 'armId', 'https://management.evil.example/subscriptions/x'],
    ['workspaces.0', 'armId', '//evil.example/subscriptions/x'],
    ['workspaces.0', 'armId', `/subscriptions/${ids.subscriptions[0]}/../x`],
    ['workspaces.0', 'subscriptionId', '../../x'],
    ['proof.objects.roleAssignments.0', 'scope', '//evil.example'],
    ['proof.objects.roleAssignments.0', 'scope', '/subscriptions/x?api-version=1'],
    ['proof.objects.roleAssignments.0', 'id', 'https://evil.example/roleAssignments/x'],
    ['proof.objects.apis.0.permissions.0', 'grantId', '../../me'],
    ['proof.objects.apis.0', 'appId', 'https://evil.example'],
    ['proof.objects.application', 'objectId', '00000000-0000-0000-0000-000000000000'],
    ['', 'clientId', '00000000-0000-0000-0000-000000000000'],
    ['', 'cloud', 'https://login.evil.example'],
    ['', 'recipe', '../recipe'],
  ])('whose %s has a %s that leads elsewhere (%s), is refused by its name', (path, key, value) => {
    const profile = copy();
    at(profile, path)[key] = value;
    expect(refusals(signed(profile)).map(({ field }) => field)).toContain(named(path, key));
  });

  it.each([
    ['2', 'version 2'],
    ['2.5', 'version 2.5'],
    ['1000000', 'version 1000000'],
    ['"2"', 'not a connection profile'],
    ['"1"', 'not a connection profile'],
    ['true', 'not a connection profile'],
    ['null', 'not a connection profile'],
    ['0', 'not a connection profile'],
    ['-1', 'not a connection profile'],
  ])('of version %s is refused, also where everything else would be understood', (version, reason) => {
    const [refusal] = refusals(signed(copy()).replace('"profile":1', `"profile":${version}`));
    expect(refusal.reason).toContain(reason);
    expect(refusal.remedy).not.toBe('');
  });

  it('edited anywhere, by one letter, is refused', () => {
    const text = JSON.stringify(framed());
    for (const path of leavesIn(framed())) {
      const profile = copy();
      const parts = path.split('.');
      const key = parts.pop() ?? '';
      const place = at(profile, parts.join('.'));
      const held = place[key];
      place[key] =
        typeof held === 'boolean' ? !held : typeof held === 'number' ? held + 1 : edited(String(held));
      expect(JSON.stringify(profile)).not.toBe(text);
      expect(() => parseProfile(JSON.stringify(profile), 'p'), path).toThrow(BadInput);
    }
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'with the key %s at any depth, is refused by its name',
    (key) => {
      const places = [...objectsIn(framed()), 'form.deep', 'proof.deep'];
      for (const path of places) {
        const profile = copy();
        (profile['form'] as Loose)['deep'] = {};
        (profile['proof'] as Loose)['deep'] = {};
        at(profile, path)['planted'] = { polluted: true };
        const text = JSON.stringify(profile).replace('"planted"', JSON.stringify(key));
        const [refusal] = refusals(text);
        expect(refusal.reason).toContain(`"${key}"`);
        // Written with escapes it is the same key.
        const escaped = text.replace(
          `"${key}"`,
          `"\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}${key.slice(1)}"`,
        );
        expect(refusals(escaped)[0].reason).toContain(`"${key}"`);
      }
      expect(Object.prototype).not.toHaveProperty('polluted');
      expect(({} as Loose)['polluted']).toBeUndefined();
    },
  );

  it('with a key twice is refused, whichever of the two would have won', () => {
    const text = signed(copy()).replace('"practice":true', '"practice":true,"practice":false');
    expect(refusals(text)[0].reason).toContain('appears twice');
  });

  it('with half a character, in a value or a key, is refused by the place', () => {
    const value = copy();
    (value['proof'] as Loose)['list'] = [{ name: 'a\ud800' }];
    expect(refusals(signed(value)).map(({ field }) => field)).toEqual(['p.proof.list[0].name']);
    const key = copy();
    (key['proof'] as Loose)['\udc00'] = 1;
    expect(refusals(signed(key))[0].reason).toContain('an invalid character');
    const whole = copy();
    (whole['proof'] as Loose)['face'] = '👩';
    expect(parseProfile(signed(whole), 'p').proof['face']).toBe('👩');
  });

  it.each<[string, (profile: Loose) => void, string]>([
    [
      "doesn't match the other fields",
      (p) => (at(p, 'workspaces.0')['workspaceName'] = 'other'),
      'p.workspaces[0].armId',
    ],
    [
      'names another group',
      (p) => (at(p, 'workspaces.1')['resourceGroup'] = 'other'),
      'p.workspaces[1].armId',
    ],
    [
      'names another subscription',
      (p) => (at(p, 'workspaces.0')['subscriptionId'] = ids.subscriptions[1]),
      'p.workspaces[0].armId',
    ],
    [
      'holds a workspace twice',
      (p) => (p['workspaces'] as unknown[]).push(at(p, 'workspaces.0')),
      'p.workspaces[2].armId',
    ],
    [
      'has an assignment elsewhere',
      (p) => (at(p, 'proof.objects.roleAssignments.0')['scope'] = `/subscriptions/${ids.subscriptions[0]}`),
      'p.proof.objects.roleAssignments[0].scope',
    ],
  ])('that contradicts itself (%s) is refused though it is signed', (_, change, field) => {
    const profile = copy();
    change(profile);
    expect(refusals(signed(profile)).map((each) => each.field)).toEqual([field]);
  });

  it('spelled in another case is the same: ARM ids and GUIDs mean the same in any', () => {
    const profile = copy();
    const workspace = at(profile, 'workspaces.0');
    workspace['armId'] = String(workspace['armId']).toUpperCase();
    profile['clientId'] = String(profile['clientId']).toUpperCase();
    expect(parseProfile(signed(profile), 'p').clientId).toBe(ids.client.toUpperCase());
  });

  it('a role assigned on everything is one that can be', () => {
    const profile = copy();
    const assignment = at(profile, 'proof.objects.roleAssignments.0');
    assignment['scope'] = '/';
    assignment['id'] = `/providers/Microsoft.Authorization/roleAssignments/${ids.assignments[0]}`;
    expect(parseProfile(signed(profile), 'p').proof.objects?.roleAssignments[0]?.scope).toBe('/');
  });
});

/** The same text with its last letter or digit another one. */
function edited(text: string): string {
  return text === '' ? 'x' : `${text.slice(0, -1)}${text.endsWith('1') ? '2' : '1'}`;
}
