import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import { profileKeys } from '../../host/profile/profile-text.ts';
import { openHome } from '../../host/storage/home.ts';
import { cli, closedProxy, folder, type Outcome, objects, resultOf, treeOf } from './world.spec-kit.ts';

const recipe = 'dropzone-sentinel';
const fast = ['--practice', '--practice-lag', '0'];

/** Every byte under a folder and in an outcome, searched for a text. */
function found(text: string, home: string, outcome: Outcome): readonly string[] {
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, 'latin1').includes(text));
  return [
    ...files,
    ...Object.entries(outcome).flatMap(([name, said]) => (String(said).includes(text) ? [name] : [])),
  ];
}

function profileIn(file: string): ConnectionProfile {
  return JSON.parse(readFileSync(file, 'utf8')) as ConnectionProfile;
}

// A story: each part goes on from the one before.
describe('a set-up, from nothing to undo', { shuffle: false }, () => {
  const home = folder();
  const out = path.join(folder(), 'p.json');
  const setUp = ['set-up', recipe, ...fast, '--yes', '--json', '--home', home];
  let first: Outcome;
  let contents = '';
  beforeAll(async () => {
    first = await cli([...setUp, '--out', out]);
    contents = readFileSync(path.join(home, 'practice', 'fresh.json'), 'utf8');
  });

  it('ends with 0, every block step met, and one object a line on stdout', () => {
    expect(first.code).toBe(0);
    const result = resultOf(first);
    expect(result.steps.filter(({ is, severity }) => severity === 'block' && is !== 'met')).toEqual([]);
    expect(result.steps.filter(({ severity }) => severity === 'block').length).toBeGreaterThan(8);
    const lines = objects(first);
    expect(lines.slice(0, -1).every((line) => Object.keys(line).join() === 'entry')).toBe(true);
    expect(lines.length).toBeGreaterThan(20);
  });

  it('says exactly what the contract says in its last line', () => {
    const result = resultOf(first);
    expect(Object.keys(result)).toEqual([
      'recipe',
      'intent',
      'runId',
      'tenantId',
      'practice',
      'planHash',
      'steps',
      'facts',
      'changes',
      'requests',
      'roundTrips',
      'ms',
    ]);
    expect(result).toMatchObject({ recipe, intent: 'set-up', practice: true, changes: 10 });
    expect(result.planHash).toMatch(/^[0-9a-f]{64}$/);
    expect(result.tenantId).toMatch(/^5e471e1a-0000-4000-8000-/);
    for (const step of result.steps) {
      const keys = ['id', 'checks', 'is', 'severity', 'ms', ...(step.problem ? ['problem'] : [])];
      expect(Object.keys(step)).toEqual(keys);
    }
    const problems = result.steps.flatMap(({ problem }) => problem ?? []);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems)
      expect(Object.keys(problem)).toEqual(['code', 'title', 'because', 'remedies']);
    for (const number of [result.requests, result.roundTrips, result.ms])
      expect(Number.isInteger(number)).toBe(true);
    expect(result.roundTrips).toBeLessThanOrEqual(result.requests);
  });

  it('writes a complete profile without the secret, in the documented order', () => {
    const profile = profileIn(out);
    expect(Object.keys(profile)).toEqual(profileKeys.filter((key) => key !== 'clientSecret'));
    expect(profile.workspaces).toHaveLength(1);
    expect(profile.credential?.kind).toBe('secret');
    expect(profile.permissions).toEqual(expect.arrayContaining(['Data.Read', 'SecurityEvents.Read.All']));
    expect(profile.practice).toBe(true);
  });

  it('done again changes nothing, and finds the same', async () => {
    const again = await cli([...setUp, '--out', out]);
    expect(again.code).toBe(0);
    expect(resultOf(again).changes).toBe(0);
    expect(again.stderr).toContain('replacing the previous file');
    expect(profileIn(out).clientId).toBe(resultOf(first).facts['clientId']);
  });

  it('is verified, by recipe and by profile, without a write', async () => {
    const before = readFileSync(path.join(home, 'practice', 'fresh.json'), 'utf8');
    for (const what of [recipe, out]) {
      const verified = await cli(['verify', what, ...fast, '--json', '--home', home]);
      expect(verified.code).toBe(0);
      expect(resultOf(verified)).toMatchObject({ intent: 'verify', changes: 0 });
    }
    expect(readFileSync(path.join(home, 'practice', 'fresh.json'), 'utf8')).toBe(before);
  });

  it('stands in runs, shows its secret to nobody unasked, and gives it when asked', async () => {
    const runs = objects(await cli(['runs', '--json', '--home', home]));
    expect(runs.at(-1)).toMatchObject({ run: { intent: 'set-up', made: 10, finished: true } });
    const shown = await cli(['profile', out, '--show-secret', '--home', home]);
    const secret = (JSON.parse(shown.stdout) as ConnectionProfile).clientSecret ?? '';
    expect(secret.length).toBeGreaterThan(20);
    expect(found(secret, home, first)).toEqual([]);
    const planted = path.join(home, 'journal', 'planted.txt');
    writeFileSync(planted, secret);
    expect(found(secret, home, shown)).toEqual([planted, 'stdout']);
    expect((await cli(['profile', out, '--home', home])).stdout).not.toContain(secret);
  });

  it('is undone, and set up again', async () => {
    const runId = resultOf(first).runId;
    const undone = await cli(['undo', runId, ...fast, '--yes', '--json', '--home', home]);
    expect(undone.code).toBe(0);
    expect(resultOf(undone)).toMatchObject({ intent: 'undo', changes: 10, runId });
    expect(undone.stderr).toContain('Kept by Microsoft');
    const again = await cli([...setUp, '--out', out]);
    expect(again.code).toBe(0);
    expect(resultOf(again).runId).not.toBe(runId);
    expect(contents.length).toBeGreaterThan(0);
  });
});

// A story: each part goes on from the one before.
describe('a plan', { shuffle: false }, () => {
  const home = folder();
  const planned = ['plan', recipe, ...fast, '--home', home];

  it('is printed whole, writes nothing, ends with 0, and has the same hash again', async () => {
    const one = await cli([...planned, '--json']);
    const two = await cli(planned);
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(resultOf(one).changes).toBe(0);
    expect(two.stdout).toContain('10 changes');
    expect(two.stdout).toContain(`Plan ${resultOf(one).planHash}`);
    expect(two.stdout).toMatch(/Takes Privileged Role Administrator\. Undo revokes it\./);
    expect(treeOf(path.join(home, 'practice'))).toEqual([]);
  });

  it('named by its hash is made without asking; another is not, and nothing is changed', async () => {
    const { planHash } = resultOf(await cli([...planned, '--json']));
    const setUp = ['set-up', recipe, ...fast, '--json', '--home', home];
    const stale = await cli([...setUp, '--plan', 'f'.repeat(64)]);
    expect(stale.code).toBe(1);
    expect(stale.stderr).toContain('The tenant changed since the last check');
    expect(stale.stderr).toContain(planHash);
    expect(treeOf(path.join(home, 'practice'))).toEqual([]);
    const made = await cli([...setUp, '--plan', planHash]);
    expect(made.code).toBe(0);
    expect(resultOf(made).changes).toBe(10);
  });
});

describe('what needs somebody else', () => {
  it('ends with 4 where the rest waiting for a person, named with a message, and the other half is proven', async () => {
    const home = folder();
    const out = path.join(folder(), 'p.json');
    const outcome = await cli([
      'set-up',
      recipe,
      '--practice=consent-blocked',
      '--practice-lag',
      '0',
      '--yes',
      '--json',
      '--out',
      out,
      '--home',
      home,
    ]);
    expect(outcome.code).toBe(4);
    const { steps } = resultOf(outcome);
    const byId = new Map(steps.map((step) => [step.id, step]));
    expect(byId.get('grant-consent:log-analytics')?.is).toBe('met');
    expect(byId.get('test-ingestion:log-analytics')?.is).toBe('met');
    const waiting = byId.get('grant-consent:graph');
    expect(waiting?.is).toBe('waiting');
    expect(waiting?.problem?.remedies.map((remedy) => remedy.do)).toEqual(
      expect.arrayContaining(['sign-in-as', 'ask-someone']),
    );
    expect(outcome.stderr).toContain('Privileged Role Administrator');
    expect(outcome.stderr).toContain('Send this to someone who can:');
  });

  it('ends with 1 where a right in Azure is missing, the Entra half offered', async () => {
    const outcome = await cli([
      'set-up',
      recipe,
      '--practice=no-azure-rights',
      '--practice-lag',
      '0',
      '--yes',
      '--json',
      '--home',
      folder(),
    ]);
    expect(outcome.code).toBe(1);
    expect(resultOf(outcome).changes).toBeGreaterThan(4);
    expect(outcome.stderr).toContain('Role Based Access Control Administrator');
  });
});

describe('a run that is stopped', () => {
  it('ends with 130 and is gone on with under its id, nothing made twice', async () => {
    const home = folder();
    const argv = ['set-up', recipe, ...fast, '--yes', '--json', '--home', home];
    const stop = new AbortController();
    let made = 0;
    const stopped = await cli(argv, {
      signal: stop.signal,
      hears(text) {
        made += text.split('"kind":"done"').length - 1;
        if (made >= 3) stop.abort(new Error('cancelled'));
      },
    });
    expect(stopped.code).toBe(130);
    const first = resultOf(stopped);
    expect(first.changes).toBeGreaterThanOrEqual(3);
    expect(first.changes).toBeLessThan(9);
    const on = await cli(argv);
    expect(on.code).toBe(0);
    expect(resultOf(on).runId).toBe(first.runId);
    expect(resultOf(on).changes + first.changes).toBe(10);
    expect(on.stderr).toContain(`Continuing run ${first.runId}`);
  });

  it('before it began does nothing', async () => {
    const home = folder();
    const stop = new AbortController();
    stop.abort(new Error('cancelled'));
    const outcome = await cli(['set-up', recipe, ...fast, '--yes', '--home', home], { signal: stop.signal });
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).toContain('again to continue');
  });
});

// A story: each part goes on from the one before.
describe('a profile', { shuffle: false }, () => {
  const home = folder();
  const files = folder();
  const at = (name: string) => path.join(files, name);
  const environment = { WORDS: 'correct horse battery staple', OTHER: 'something else' };
  const passphrase = ['--secret', 'passphrase=env:WORDS'];

  it('goes to a file of 0600 with its secret only when asked', async () => {
    const argv = ['set-up', recipe, ...fast, '--yes', '--json', '--home', home];
    expect((await cli([...argv, '--out', at('clear.json'), '--show-secret'])).code).toBe(0);
    expect(profileIn(at('clear.json')).clientSecret).toMatch(/.{20}/);
    expect(statSync(at('clear.json')).mode & 0o777).toBe(0o600);
    const { stdout, stderr } = await cli([...argv, '--show-secret']);
    const secret = profileIn(at('clear.json')).clientSecret ?? 'none';
    expect(stdout).not.toContain(secret);
    expect(stderr).toContain(secret);
  });

  it('is sealed with a passphrase, secret and all, and verified from its seal', async () => {
    const argv = ['set-up', recipe, ...fast, '--yes', '--home', home];
    const sealed = await cli([...argv, ...passphrase, '--out', at('p.age')], { environment });
    expect(sealed.code).toBe(0);
    expect(readFileSync(at('p.age'), 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/);
    const opened = await cli(
      ['profile', at('p.age'), 'unseal', ...passphrase, '--show-secret', '--home', home],
      { environment },
    );
    expect((JSON.parse(opened.stdout) as ConnectionProfile).clientSecret).toBe(
      profileIn(at('clear.json')).clientSecret,
    );
    const hidden = await cli(['profile', at('p.age'), 'unseal', ...passphrase, '--home', home], {
      environment,
    });
    expect((JSON.parse(hidden.stdout) as ConnectionProfile).clientSecret).toBeUndefined();
    const wrong = await cli(['profile', at('p.age'), '--secret', 'passphrase=env:OTHER', '--home', home], {
      environment,
    });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('Wrong passphrase');
    const verified = await cli(['verify', at('p.age'), ...fast, ...passphrase, '--json', '--home', home], {
      environment,
    });
    expect(verified.code).toBe(0);
    expect(resultOf(verified).changes).toBe(0);
  });

  it('is sealed afterwards, the secret taken from where it is kept, and shown as the vendor’s form', async () => {
    const clear = await cli(['profile', at('clear.json'), '--out', at('bare.json'), '--home', home]);
    expect(clear.code).toBe(0);
    expect(profileIn(at('bare.json')).clientSecret).toBeUndefined();
    const seal = [
      'profile',
      at('bare.json'),
      'seal',
      ...passphrase,
      '--out',
      at('again.age'),
      '--home',
      home,
    ];
    expect((await cli(seal, { environment })).code).toBe(0);
    const opened = await cli(['profile', at('again.age'), ...passphrase, '--show-secret', '--home', home], {
      environment,
    });
    expect((JSON.parse(opened.stdout) as ConnectionProfile).clientSecret).toBe(
      profileIn(at('clear.json')).clientSecret,
    );
    const form = await cli(['profile', at('bare.json'), '--format', 'vendor', '--home', home]);
    expect(form.stdout).toMatch(/Client ID: [0-9a-f-]{36}/);
    expect(form.stdout).toContain('Client Secret: ••••••••••••');
    expect(form.stdout).toContain('Sample tenant');
    const json = await cli(['profile', at('bare.json'), '--json', '--home', home]);
    expect(objects(json)).toHaveLength(1);
  });
});

describe('a run that another key signed', () => {
  it('is listed as such, and undone by nothing: nothing is sent', async () => {
    const home = folder();
    const runId = '0b51b6f1-9d0c-4e8e-9a51-1f0a3c0b7d11';
    // Whoever reads practice's key, a file, can sign that a real run made what is somebody else's.
    const forger = await openHome({ home, practice: true, writes: true });
    const tenant = {
      tenantId: '6731de76-14a6-49ae-97bc-6eba6914391e',
      tenantName: 'Contoso',
      cloud: 'public',
    } as const;
    await forger.journal.append({
      v: 1,
      runId,
      seq: 1,
      at: '2026-11-22T10:00:00.000Z',
      kind: 'run-began',
      recipe,
      title: 'Connect',
      intent: 'set-up',
      tenant: { ...tenant, practice: false, account: 'ada' },
      answers: {},
      steps: [],
    });
    await forger.close();
    const proxy = await closedProxy();
    const environment = { HTTPS_PROXY: proxy.url };
    const undone = await cli(['undo', runId, '--yes', '--sign-in', 'device-code', '--home', home], {
      environment,
    });
    expect(undone).toMatchObject({ code: 2, stdout: '' });
    expect(undone.stderr).toContain('another key');
    expect(proxy.connections()).toBe(0);
    expect((await cli(['runs', '--home', home])).stdout).toContain('another key');
    proxy.close();
  });
});
