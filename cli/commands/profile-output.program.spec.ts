import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import type { Plan } from '../../engine/run/plan.ts';
import { aProfile } from '../../host/profile/profile-example.spec-kit.ts';
import { openHome } from '../../host/storage/home.ts';
import { parse } from '../args/parse.ts';
import { recipeNamed } from '../args/recipe-named.ts';
import { type Wanted, wanted } from '../args/wanted.ts';
import { type Terminal, terminal } from '../output/terminal.ts';
import { giveProfile, handOverRest, nobodyHolds, secretOf } from './profile-output.ts';
import { folder } from './world.spec-kit.ts';

const canary = new Secret('CANARY-value~0123456789');
const recipe = recipeNamed('dropzone-sentinel');

function asked(...flags: readonly string[]): Wanted {
  const typed = parse(['set-up', recipe.id, '--tenant', 'contoso.com', '--yes', ...flags], '0');
  if ('text' in typed) throw new Error(typed.text);
  return wanted(typed, folder());
}

/** A terminal that keeps what was said. */
function listening(json = false): { words: Terminal; said: { stdout: string; stderr: string } } {
  const said = { stdout: '', stderr: '' };
  const out = (name: 'stdout' | 'stderr') => {
    const stream = new PassThrough();
    stream.on('data', (part: Buffer) => {
      said[name] += part.toString('utf8');
    });
    return stream;
  };
  const around = {
    stdin: Readable.from([]),
    stdout: out('stdout'),
    stderr: out('stderr'),
    environment: {},
    execArgv: [],
    cwd: '/',
  };
  return { words: terminal({ ...around, signal: new AbortController().signal }, json), said };
}

const change = {
  step: 'create-secret',
  what: 'Client secret',
  where: 'x',
  right: 'y',
  undoneBy: 'z',
} as const;
const makesSecret: Plan = { planHash: 'h', changes: [{ ...change, verb: 'add', months: 6 }] };
const makesNone: Plan = { planHash: 'h', changes: [{ ...change, verb: 'add' }] };

/** A home in the real world, where this computer has no key store. */
const realHome = (home = folder()) => openHome({ home, practice: false, writes: true });

describe('a secret that nothing keeps', () => {
  it('is not made: the run is refused before anything is written, unless it is shown or sealed', async () => {
    const home = await realHome();
    const refusal = nobodyHolds(makesSecret, home, asked());
    expect(refusal?.refusals[0].reason).toContain('has no key store to keep it');
    expect(refusal?.refusals[0].remedy).toContain('--secret passphrase=');
    expect(nobodyHolds(makesSecret, home, asked('--show-secret'))).toBeUndefined();
    expect(nobodyHolds(makesNone, home, asked())).toBeUndefined();
    await home.close();
    const sealed = await openHome({
      home: folder(),
      practice: false,
      writes: true,
      passphrase: new Secret('words'),
    });
    expect(nobodyHolds(makesSecret, sealed, asked())).toBeUndefined();
    await sealed.close();
    const practice = await openHome({ home: folder(), practice: true, writes: true });
    expect(nobodyHolds(makesSecret, practice, asked())).toBeUndefined();
    await practice.close();
  });

  it('is shown this once where the run ended without a profile, and known as handed over from then on', async () => {
    const place = folder();
    const home = await realHome(place);
    await home.vault.keep('client-secret:a', canary, { keyId: 'k1' });
    const { words, said } = listening(true);
    await handOverRest(home, words);
    expect(said.stdout).toBe('');
    expect(said.stderr).toContain('CANARY-value~0123456789');
    await handOverRest(home, words);
    expect(said.stderr.split('CANARY')).toHaveLength(2);
    await home.close();
    const later = await realHome(place);
    expect(await later.vault.held('client-secret:a')).toMatchObject({
      value: undefined,
      about: { keyId: 'k1' },
    });
    await later.close();
  });
});

describe('a profile handed over', () => {
  const profile = aProfile();
  const parts = { recipe, profile, secret: canary, passphrase: undefined };

  it('takes its secret from where it is kept, else from what was given', async () => {
    const home = await openHome({ home: folder(), practice: true, writes: true });
    expect(await secretOf(recipe, profile, home, undefined)).toBeUndefined();
    expect(await secretOf(recipe, profile, home, canary)).toBe(canary);
    await home.vault.keep(`client-secret:${profile.clientId}`, new Secret('kept'), {});
    expect((await secretOf(recipe, profile, home, canary))?.reveal('terminal')).toBe('kept');
    await home.close();
  });

  it('goes to stdout without its secret, and says so where it was asked for and is not held', async () => {
    const { words, said } = listening();
    expect(await giveProfile(parts, asked(), words)).toBe('kept');
    expect(JSON.parse(said.stdout)).toEqual(profile);
    const second = listening();
    await giveProfile({ ...parts, secret: undefined }, asked('--show-secret'), second.words);
    expect(second.said.stderr).toContain("doesn't have the secret");
  });

  it('with the secret shown is handed over; in JSON lines the secret goes beside them', async () => {
    const clear = listening();
    expect(await giveProfile(parts, asked('--show-secret'), clear.words)).toBe('handed-over');
    expect(JSON.parse(clear.said.stdout)).toMatchObject({ clientSecret: 'CANARY-value~0123456789' });
    const lines = listening(true);
    expect(await giveProfile(parts, asked('--show-secret'), lines.words)).toBe('handed-over');
    expect(lines.said.stdout).toBe('');
    expect(lines.said.stderr).toContain('CANARY');
    const nothing = listening(true);
    expect(await giveProfile(parts, asked(), nothing.words)).toBe('kept');
    expect(nothing.said).toEqual({ stdout: '', stderr: '' });
  });

  it('in the vendor’s form shows dots, or the secret where it was asked for', async () => {
    const dots = listening();
    await giveProfile(parts, asked('--format', 'vendor'), dots.words);
    expect(dots.said.stdout).toContain('Client Secret: ••••••••••••');
    const clear = listening();
    await giveProfile(parts, asked('--format', 'vendor', '--show-secret'), clear.words);
    expect(clear.said.stdout).toContain('Client Secret: CANARY-value~0123456789');
  });

  it('with a passphrase is sealed, and nothing of it stands in the clear', async () => {
    const out = path.join(folder(), 'p.age');
    const { words, said } = listening();
    const sealed = { ...parts, passphrase: new Secret('words') };
    expect(await giveProfile(sealed, asked('--out', out, '--show-secret'), words)).toBe('handed-over');
    expect(readFileSync(out, 'utf8')).not.toContain(profile.clientId);
    expect(JSON.stringify(said)).not.toContain('CANARY');
    expect(said.stderr).toContain('sealed');
  });
});
