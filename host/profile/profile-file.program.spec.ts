import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ConnectionProfile, integrityText } from '../../engine/model/profile.ts';
import { Secret } from '../../engine/model/secret.ts';
import { BadInput } from '../input/bad-input.ts';
import { sha256 } from '../storage/seal.ts';
import { aProfile, practiceTenant, profileMembers } from './profile-example.spec-kit.ts';
import { checkOut, parseProfile, readProfile, writeOut } from './profile-file.ts';
import { profileText } from './profile-text.ts';
import { sealProfile } from './seal-profile.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'profile-'));
});

async function refusals(act: () => unknown): Promise<BadInput['refusals']> {
  try {
    await act();
  } catch (error) {
    if (error instanceof BadInput) return error.refusals;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The example, changed and signed again: what is wrong with it is the change, not the integrity. */
function changed(change: (profile: Record<string, unknown>) => void): string {
  const profile = structuredClone(aProfile()) as unknown as Record<string, unknown>;
  change(profile);
  return JSON.stringify({
    ...profile,
    integrity: sha256(integrityText(profile as unknown as ConnectionProfile)),
  });
}

describe('a connection profile', () => {
  it('is written in the documented order and read back the same', async () => {
    const file = path.join(folder, 'p.json');
    const text = profileText(aProfile());
    expect(Object.keys(JSON.parse(text) as object)).toEqual(profileMembers('no secret'));
    const withSecret = profileText({ ...aProfile(), clientSecret: 's' });
    expect(Object.keys(JSON.parse(withSecret) as object)).toEqual(profileMembers('with secret'));
    writeFileSync(file, text);
    expect(await readProfile(file, 'p.json')).toEqual({
      profile: aProfile(),
      secret: undefined,
      sealed: false,
    });
  });

  it('keeps its integrity whatever the order of its keys, and with its secret taken out or put in', async () => {
    const file = path.join(folder, 'p.json');
    const shuffled = Object.fromEntries(Object.entries(aProfile()).reverse());
    writeFileSync(file, JSON.stringify({ ...shuffled, clientSecret: 'the-secret' }));
    const opened = await readProfile(file, 'p.json');
    expect(opened.profile).toEqual(aProfile());
    expect(opened.secret?.reveal('terminal')).toBe('the-secret');
    expect(JSON.stringify(opened)).not.toContain('the-secret');
  });

  it("with the secret's ID in the place of its value is refused, and the ID is not repeated", async () => {
    const id = '12121212-1212-4212-8212-121212121212';
    const text = JSON.stringify({ ...aProfile(), clientSecret: id });
    const error = await refusals(() => parseProfile(text, 'p.json'));
    expect(error).toMatchObject([{ field: 'p.json.clientSecret' }]);
    expect(JSON.stringify(error)).not.toContain(id);
  });

  it('is read from its seal with the passphrase, and asks for it where it is missing', async () => {
    const file = path.join(folder, 'p.age');
    writeFileSync(file, await sealProfile(aProfile(), new Secret('the-secret'), new Secret('words')));
    const opened = await readProfile(file, 'p.age', new Secret('words'));
    expect(opened.sealed).toBe(true);
    expect(opened.profile).toEqual(aProfile());
    expect(opened.secret?.reveal('terminal')).toBe('the-secret');
    const [refusal] = await refusals(() => readProfile(file, 'p.age'));
    expect(refusal.field).toBe('passphrase');
    expect(refusal.remedy).toContain('--secret passphrase=');
  });

  it.each<[string, string, string, string]>([
    [
      'of a newer version',
      changed((p) => {
        p['profile'] = 2;
      }),
      'p.profile',
      'has version 2',
    ],
    ['that is something else', '{"hello":1}', 'p', 'not a connection profile'],
    ['that is a list', '[]', 'p', 'not a connection profile'],
    ['that is a word', '"profile"', 'p', 'not a connection profile'],
    [
      'with a field nobody knows',
      changed((p) => {
        p['tenantID'] = 'x';
      }),
      'p.tenantID',
      'not known',
    ],
    [
      'with an address in it',
      changed((p) => {
        p['graphEndpoint'] = 'https://graph.evil.example';
      }),
      'p.graphEndpoint',
      "Addresses can't come",
    ],
    [
      'with an address deep inside',
      changed((p) => {
        Object.assign(p['credential'] as object, { tokenUrl: 'https://x' });
      }),
      'p.credential.tokenUrl',
      "Addresses can't come",
    ],
    [
      'with a field missing',
      changed((p) => {
        delete p['clientId'];
      }),
      'p.clientId',
      '',
    ],
    [
      'with a tenant that is no GUID',
      changed((p) => {
        p['tenantId'] = 'contoso.com';
      }),
      'p.tenantId',
      'not a GUID',
    ],
    [
      'of a cloud nobody knows',
      changed((p) => {
        p['cloud'] = 'moon';
      }),
      'p.cloud',
      'not a cloud',
    ],
    [
      'with a workspace elsewhere',
      changed((p) => {
        Object.assign((p['workspaces'] as object[])[0] ?? {}, { armId: '/subscriptions/x' });
      }),
      'p.workspaces[0].armId',
      'not the ARM ID',
    ],
    [
      'with a day that does not exist',
      changed((p) => {
        p['createdAt'] = '2026-02-30T25:00:00Z';
      }),
      'p.createdAt',
      'no such time',
    ],
    [
      'with a time without a zone',
      changed((p) => {
        p['createdAt'] = '2026-02-03T10:00:00';
      }),
      'p.createdAt',
      'not a time in UTC',
    ],
    [
      'that says it is real and names a practice tenant',
      changed((p) => {
        p['practice'] = false;
      }),
      'p.practice',
      "isn't marked as practice",
    ],
    [
      'that says it is practice and names a real tenant',
      changed((p) => {
        p['tenantId'] = '11111111-2222-4333-8444-555555555555';
      }),
      'p.practice',
      'names a real tenant',
    ],
    [
      'changed by hand',
      JSON.stringify({ ...aProfile(), tenantName: 'Fabrikam' }),
      'p.integrity',
      'changed after it was saved',
    ],
    [
      'with a role added by hand',
      JSON.stringify({ ...aProfile(), roles: ['Owner'] }),
      'p.integrity',
      'changed after it was saved',
    ],
  ])('%s is refused, naming the field', async (_, text, field, reason) => {
    const found = await refusals(() => parseProfile(text, 'p'));
    expect(found.map((each) => each.field)).toContain(field);
    const refusal = found.find((each) => each.field === field);
    expect(refusal?.reason).toContain(reason);
    expect(refusal?.remedy).not.toBe('');
  });

  it('is the example itself when nothing is wrong with it', () => {
    expect(
      parseProfile(
        changed(() => undefined),
        'p',
      ),
    ).toEqual(aProfile());
    expect(aProfile().tenantId).toBe(practiceTenant);
  });
});

describe('where a profile goes', () => {
  it('is written whole, says whether it overwrites, and is its owner’s alone where it holds a secret', async () => {
    const file = path.join(folder, 'p.json');
    expect(await checkOut(file, '--out', false)).toEqual({ file, overwrites: false });
    await writeOut(file, '--out', 'one', false);
    expect(await checkOut(file, '--out', false)).toEqual({ file, overwrites: true });
    await writeOut(file, '--out', 'two', true);
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is refused through a link, in place of a folder, in no folder, and for a secret where everybody may write', async () => {
    const target = path.join(folder, 'target.json');
    writeFileSync(target, 'keep me');
    symlinkSync(target, path.join(folder, 'link.json'));
    symlinkSync(path.join(folder, 'nothing'), path.join(folder, 'dangling.json'));
    for (const name of ['link.json', 'dangling.json']) {
      const [refusal] = await refusals(() => writeOut(path.join(folder, name), '--out', 'x', true));
      expect(refusal.reason).toContain('symbolic link');
    }
    expect(readFileSync(target, 'utf8')).toBe('keep me');
    expect((await refusals(() => checkOut(folder, '--out', false)))[0].reason).toContain('a folder');
    expect((await refusals(() => checkOut('/dev/null', '--out', false)))[0].reason).toContain(
      'not a regular file',
    );
    expect(
      (await refusals(() => checkOut(path.join(folder, 'no', 'p.json'), '--out', false)))[0].reason,
    ).toContain('no folder');
    const open = path.join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    expect((await refusals(() => checkOut(path.join(open, 'p'), '--out', true)))[0].reason).toContain(
      'Everyone',
    );
    expect((await checkOut(path.join(open, 'p'), '--out', false)).overwrites).toBe(false);
    chmodSync(open, 0o1777);
    expect((await checkOut(path.join(open, 'p'), '--out', true)).overwrites).toBe(false);
  });
});
