import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Act, practiceTenant, type TenantName } from '@sentinel-onboarding/practice';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseReport } from '../../host/report/report.ts';
import { cli, folder, objects, resultOf } from './world.spec-kit.ts';

const recipe = 'dropzone-sentinel';

/** What another admin does between two commands. */
function meanwhile(home: string, name: TenantName, act: () => Act) {
  const file = path.join(home, 'practice', `${name}.json`);
  let save: () => string = () => '';
  const tenant = practiceTenant(name, {
    saved: readFileSync(file, 'utf8'),
    onCommit: (taken) => {
      save = taken;
    },
  });
  tenant.act(act());
  writeFileSync(file, save());
}

// A story: each part goes on from the one before.
describe('repair', { shuffle: false }, () => {
  const home = folder();
  const common = ['--practice', '--practice-lag', '0', '--json', '--home', home];
  const out = path.join(folder(), 'p.json');
  let appId = '';
  const revoke = (): Act => ({ do: 'revoke-consent', appId });
  beforeAll(async () => {
    const first = await cli(['set-up', recipe, ...common, '--yes', '--out', out]);
    appId = String(resultOf(first).facts['clientId']);
  });

  it('takes a yes like set-up, and is refused without one before anything is sent', async () => {
    const refused = await cli(['repair', out, ...common]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--yes');
  });

  it('of a profile makes true again what no longer was, done twice changes nothing, and is undone by its run', async () => {
    await cli(['repair', out, ...common, '--yes']);
    meanwhile(home, 'fresh', revoke);
    const broken = await cli(['verify', out, ...common]);
    expect(broken.code).toBe(1);
    const repaired = await cli(['repair', out, ...common, '--yes']);
    expect(repaired.code).toBe(0);
    // Both consents, and what else a repair of this connection finds.
    expect(resultOf(repaired).intent).toBe('repair');
    expect(resultOf(repaired).changes).toBeGreaterThanOrEqual(2);
    expect((await cli(['verify', out, ...common])).code).toBe(0);
    const again = await cli(['repair', out, ...common, '--yes']);
    expect(resultOf(again)).toMatchObject({ changes: 0 });
    const undone = await cli(['undo', resultOf(repaired).runId, ...common, '--yes']);
    expect(undone.code).toBe(0);
    expect(resultOf(undone).changes).toBe(resultOf(repaired).changes);
    expect((await cli(['verify', out, ...common])).code).toBe(1);
  });

  it('of one step makes that change and no other', async () => {
    await cli(['repair', out, ...common, '--yes']);
    meanwhile(home, 'fresh', revoke);
    const only = await cli(['repair', out, ...common, '--yes', '--only', 'grant-consent:graph']);
    expect(only.code).toBe(0);
    const made = objects(only).flatMap(({ entry }) => {
      const { kind, step } = (entry ?? {}) as { kind?: string; step?: string };
      return kind === 'done' ? [step] : [];
    });
    expect(made).toEqual(['grant-consent:graph']);
    const stranger = await cli(['repair', out, ...common, '--yes', '--only', 'grant-consent:grahp']);
    expect(stranger.code).toBe(2);
    expect(stranger.stderr).toContain('grant-consent:graph');
  });

  it('writes no profile unless asked to', async () => {
    const file = path.join(folder(), 'again.json');
    const repaired = await cli(['repair', recipe, ...common, '--yes', '--out', file]);
    expect(repaired.code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain(appId);
    const plain = await cli(['repair', recipe, ...common.filter((word) => word !== '--json'), '--yes']);
    expect(plain.code).toBe(0);
    expect(plain.stdout).not.toContain('"profile"');
  });
});

describe('undo of a profile', () => {
  it('takes the connection away that another computer made, and says what Microsoft keeps', async () => {
    const home = folder();
    const out = path.join(folder(), 'p.json');
    const common = ['--practice', '--practice-lag', '0', '--home', home];
    await cli(['set-up', recipe, ...common, '--yes', '--out', out]);
    rmSync(path.join(home, 'journal'), { recursive: true });
    const undone = await cli(['undo', out, ...common, '--yes']);
    expect(undone.stdout).toMatch(/Revoke Log Analytics Reader/u);
    expect(undone.stdout).toMatch(/Remove Dropzone AI Sentinel Integration/u);
    expect(undone.stdout).toMatch(/keeps as deleted for 30 days/u);
    expect(undone.code).toBe(0);
    const again = await cli(['undo', out, ...common, '--yes']);
    expect(again.stdout).toMatch(/No changes needed|0 changes undone/u);
  });

  it('that is sealed takes its passphrase, and is refused by name without', async () => {
    const home = folder();
    const out = path.join(folder(), 'p.json.age');
    const common = ['--practice', '--practice-lag', '0', '--home', home];
    const sealed = ['--secret', 'passphrase=env:PASSPHRASE'];
    const environment = { PASSPHRASE: 'correct horse battery staple' };
    const made = await cli(['set-up', recipe, ...common, '--yes', '--out', out, ...sealed], { environment });
    expect(made.code).toBe(0);
    const refused = await cli(['undo', out, ...common, '--yes']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('passphrase');
    const undone = await cli(['undo', out, ...common, '--yes', ...sealed], { environment });
    expect(undone.stdout).toMatch(/Remove Dropzone AI Sentinel Integration/u);
    expect(undone.code).toBe(0);
  });

  it('is not needed: the client id of its application will do, and is refused by name where it is missing', async () => {
    const home = folder();
    const common = ['--practice', '--practice-lag', '0', '--json', '--home', home];
    const made = await cli(['set-up', recipe, ...common, '--yes']);
    const application = String(resultOf(made).facts['clientId']);
    rmSync(path.join(home, 'journal'), { recursive: true });
    const missing = await cli(['undo', recipe, ...common, '--yes']);
    expect([missing.code, missing.stderr.includes('application')]).toEqual([2, true]);
    const secret = await cli(['undo', recipe, ...common, '--yes', '--answer', 'application=not-an-id']);
    expect([secret.code, secret.stderr.includes('client ID')]).toEqual([2, true]);
    const undone = await cli(['undo', recipe, ...common, '--yes', '--answer', `application=${application}`]);
    expect([undone.code, resultOf(undone).changes]).toEqual([0, 4]);
    const run = [
      'undo',
      resultOf(undone).runId,
      ...common,
      '--yes',
      '--answer',
      `application=${application}`,
    ];
    expect((await cli(run)).stderr).toContain('--answer');
  });
});

it('a repair leaves a report: what was wrong, what was changed, and what holds now', async () => {
  const [home, files] = [folder(), folder()];
  const common = ['--practice=drifted', '--practice-lag', '0', '--home', home];
  const [page, data] = [path.join(files, 'repair.html'), path.join(files, 'repair.json')];
  const drifted = Object.values(practiceTenant('drifted').state().applications);
  const theirs = drifted.find(({ displayName }) => displayName.startsWith('Dropzone'))?.appId ?? '';
  const of = [recipe, '--answer', `application=${theirs}`, ...common, '--yes'];
  const repaired = await cli(['repair', ...of, '--report', data]);
  expect([0, 1, 4]).toContain(repaired.code);
  const report = parseReport(readFileSync(data, 'utf8'), 'file');
  expect(report).toMatchObject({ intent: 'repair', tenant: { practice: true } });
  expect(report.changes.map(({ change }) => change.verb)).toEqual(
    expect.arrayContaining(['remove', 'revoke', 'add']),
  );
  expect(report.checks.some(({ evidence }) => evidence.length > 0)).toBe(true);
  const again = await cli(['repair', ...of, '--report', page]);
  expect(again.code).toBe(repaired.code);
  expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/);
});

describe('undo of a profile whose application somebody made by hand', () => {
  it('leaves it with --yes and says so; the hash of the plan that names it is the yes by name', async () => {
    const { applications } = practiceTenant('half-finished').state();
    const byHand = Object.values(applications).find(({ displayName }) => /dropzone/iu.test(displayName));
    const application = byHand?.appId ?? '';
    const home = folder();
    const out = path.join(folder(), 'p.json');
    const common = ['--practice=half-finished', '--practice-lag', '0', '--home', home];
    await cli(['set-up', recipe, ...common, '--answer', `application=${application}`, '--yes', '--out', out]);
    const left = await cli(['undo', out, ...common, '--yes']);
    expect(left.code, left.stderr).toBe(4);
    expect(left.stdout).toMatch(/Unchanged: .*which this app didn't create/u);
    expect(left.stdout).toContain('0 changes undone');

    const stale = await cli(['undo', out, ...common, '--plan', '0'.repeat(64)]);
    const hash = /--plan ([0-9a-f]{64})/u.exec(stale.stderr)?.[1] ?? '';
    const gone = await cli(['undo', out, ...common, '--plan', hash]);
    expect(gone.code, gone.stderr).toBe(0);
    expect(gone.stdout).not.toContain('Unchanged');
    const again = await cli(['undo', out, ...common, '--yes']);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('0 changes undone');
  });
});

// A story: each part goes on from the one before.
describe('what waits for another person', { shuffle: false }, () => {
  const setUp = (home: string) => [
    'set-up',
    recipe,
    '--practice=consent-blocked',
    '--practice-lag',
    '0',
    '--yes',
    '--home',
    home,
  ];

  it('ends with 4 at once, its change in the plan as somebody else’s', async () => {
    const ended = await cli(setUp(folder()));
    expect(ended.code).toBe(4);
    expect(ended.stdout).toMatch(/\d changes, 1 of them for someone else/);
    expect(ended.stdout).toContain("You can't consent to SecurityEvents.Read.All on Microsoft Graph.");
    expect(ended.stdout).toContain('such as Jonas Weber');
    expect(ended.stdout).toContain('Consent to Microsoft Graph waits for another person.');
    // Nothing is to be typed in at the vendor before it holds.
    expect(ended.stdout).not.toContain('Finish at Dropzone');
  });

  it('is waited for as long as --wait says, and then ends with 4', async () => {
    const began = performance.now();
    const ended = await cli([...setUp(folder()), '--wait', '2']);
    expect(ended.code).toBe(4);
    expect(performance.now() - began).toBeGreaterThan(2000);
    expect(ended.stderr).toContain('Waiting for another person');
    expect((await cli([...setUp(folder()), '--wait', 'long'])).code).toBe(2);
  });
});
