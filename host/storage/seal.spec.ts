import { armor, Decrypter, Encrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import { BadInput } from '../input/bad-input.ts';
import { aProfile } from '../profile/profile-example.spec-kit.ts';
import { sealProfile } from '../profile/seal-profile.ts';
import { isSealed, openSealed } from './seal.ts';

const passphrase = new Secret('correct horse battery staple');
const canary = 'CANARY-secret-value~123';

async function refusal(act: Promise<unknown>): Promise<BadInput['refusals'][0]> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BadInput)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error.refusals[0];
}

/** What age-encryption itself makes, with a cost a spec can wait for. */
async function byAge(text: string, words: string, cost: number): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(words);
  encrypter.setScryptWorkFactor(cost);
  return armor.encode(await encrypter.encrypt(text));
}

describe('a sealed profile', () => {
  it('is armoured, holds the secret, and is opened by its passphrase', async () => {
    const text = await sealProfile(aProfile(), new Secret(canary), passphrase);
    expect(text.startsWith('-----BEGIN AGE ENCRYPTED FILE-----\n')).toBe(true);
    expect(isSealed(text)).toBe(true);
    expect(text).not.toContain(canary);
    const opened = JSON.parse(await openSealed(text, passphrase, 'p.age')) as { clientSecret: string };
    expect(opened.clientSecret).toBe(canary);
  });

  it('is opened by age’s own library, with age’s own work factor', async () => {
    const text = await sealProfile(aProfile(), undefined, passphrase);
    const bytes = armor.decode(text);
    expect(Buffer.from(bytes).toString('latin1').split('\n')[1]).toMatch(/^-> scrypt [A-Za-z0-9+/]{22} 18$/);
    const decrypter = new Decrypter();
    decrypter.addPassphrase('correct horse battery staple');
    expect(JSON.parse(await decrypter.decrypt(bytes, 'text'))).toEqual(aProfile());
  });

  it('made by age itself is opened, line breaks of Windows included', async () => {
    const text = await byAge('{"x":1}', 'correct horse battery staple', 10);
    expect(await openSealed(text, passphrase, 'p.age')).toBe('{"x":1}');
    expect(await openSealed(`\r\n${text.replaceAll('\n', '\r\n')}`, passphrase, 'p.age')).toBe('{"x":1}');
  });

  it('leaves the main thread free while it works', async () => {
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 20);
    await sealProfile(aProfile(), undefined, passphrase);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it.each([
    ['another passphrase', () => byAge('{}', 'other', 10), 'Wrong passphrase'],
    ['more work than allowed', async () => withCost(await byAge('{}', 'x', 10), 20), 'more memory and time'],
    ['a cost that is no number', async () => withCost(await byAge('{}', 'x', 10), -1), 'damaged'],
    ['a key instead of a passphrase', byKey, 'sealed with a key'],
    [
      'its middle cut out',
      async () => cut(await byAge('{}'.repeat(200), 'correct horse battery staple', 10)),
      'damaged',
    ],
    ['its armour broken', async () => '-----BEGIN AGE ENCRYPTED FILE-----\n!!!\n', 'damaged'],
  ])('with %s is refused', async (_, make, reason) => {
    const refused = await refusal(openSealed(await make(), passphrase, 'p.age'));
    expect(refused.reason).toContain(reason);
    expect(refused.remedy).not.toBe('');
  });
});

function withCost(text: string, cost: number): string {
  const plain = Buffer.from(armor.decode(text)).toString('latin1');
  return armor.encode(Buffer.from(plain.replace(/(-> scrypt \S+) 10/, `$1 ${cost}`), 'latin1'));
}

function cut(text: string): string {
  const bytes = Buffer.from(armor.decode(text));
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 5) ^ 1, bytes.length - 5);
  return armor.encode(bytes);
}

async function byKey(): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(await generateIdentity()));
  return armor.encode(await encrypter.encrypt('{}'));
}
