import { describe, expect, it } from 'vitest';
import type { AnswerValue } from '../../engine/model/question.ts';
import { verdict } from '../../engine/run/run.ts';
import { uuidFor } from '../../host/host.ts';
import type { Entity } from '../../microsoft/contract/microsoft.ts';
import { recipes } from '../index.ts';
import { lab } from '../scenarios/lab.spec-kit.ts';
import { testEntities } from './playbook-test.ts';

const intezer = recipes.find(({ id }) => id === 'intezer-playbooks');
if (!intezer) throw new Error('no such recipe');

type Answers = Readonly<Record<string, AnswerValue>>;
const label = 'sentinel-onboarding-test';

/** Playbooks that were set up and not tested yet, and the name their first test incident will have. */
async function untested(answers: Answers = {}) {
  const at = lab('intezer-ready');
  const process = await at.open();
  const { correctScan = true } = answers;
  await process.run(intezer as NonNullable<typeof intezer>, 'set-up', {
    answers: { testIncident: false, correctScan },
  });
  const { microsoft } = process.world;
  const [armId = ''] = (await microsoft.workspaces.list()).map((each) => each.armId);
  const name = uuidFor(`${armId.toLowerCase()}|test-incident|1`);
  return { at, microsoft, armId, name };
}
type Untested = Awaited<ReturnType<typeof untested>>;

/** The test incident as an earlier run left it, with these of what it is to have. */
async function leftBehind({ microsoft: { sentinel }, armId, name }: Untested, entities: readonly Entity[]) {
  const title = 'Test of the Intezer playbooks, nothing happened';
  const { incident } = await sentinel.putIncident(armId, {
    name,
    title,
    description: '',
    label,
    severity: 'Informational',
    status: 'New',
  });
  const { bookmark } = await sentinel.putBookmark(armId, { name, title, label, entities });
  await sentinel.relate(armId, name, bookmark);
  return incident;
}

/** Tested now: how the run ended, and what was found of the step. */
async function tested({ at }: Untested, step: string, answers: Answers) {
  const { picture } = await (await at.open()).run(intezer as NonNullable<typeof intezer>, 'set-up', {
    answers: { testIncident: true, ...answers },
    runId: 'tested',
  });
  const found = picture.steps.find(({ heading }) => heading.id === step);
  const { problem, warning } = (found?.finding ?? {}) as {
    problem?: { title: string; because: string };
    warning?: { title: string; because: string };
  };
  return { is: found?.is, ended: verdict(picture), said: problem ?? warning, warns: warning !== undefined };
}

const commented = async (of: Untested, count: number): Promise<void> => {
  const { id } = await leftBehind(of, testEntities);
  for (let nth = 1; nth <= count; nth += 1) {
    const name = uuidFor(`comment ${nth}`);
    of.at.tenant.act({
      do: 'put',
      kind: 'resources',
      value: {
        id: `${id}/comments/${name}`,
        type: 'Microsoft.SecurityInsights/incidents/comments',
        name,
        properties: { message: String(nth), createdTimeUtc: '2026-11-24T10:00:00Z' },
        subscriptionId: of.armId.split('/')[2] ?? '',
        resourceGroup: of.armId.split('/')[4] ?? '',
        location: null,
        tags: {},
        more: {},
      },
    });
  }
};

/** A run in which an earlier sending of this very incident succeeded: as if the vendor had it from elsewhere. */
const sentBefore = async ({ at, microsoft, armId, name }: Untested): Promise<void> => {
  const rules = await microsoft.sentinel.rules(armId);
  const workflowId = rules.find(({ displayName }) => displayName.includes('Submit Alert'))?.playbookIds[0];
  const then = at.tenant.clock.now() - 3_600_000;
  at.tenant.act({
    do: 'put',
    kind: 'workflowRuns',
    value: {
      id: `${workflowId}/runs/earlier`,
      workflowId: workflowId ?? '',
      name: 'earlier',
      trigger: {
        name: 'Microsoft_Sentinel_incident',
        body: { object: { id: `${armId}/providers/Microsoft.SecurityInsights/Incidents/${name}` } },
      },
      startedAt: then,
      endedAt: then,
      status: 'Succeeded',
      error: null,
      actions: {},
    },
  });
};

const some = (...types: readonly string[]) => testEntities.filter(({ type }) => types.includes(type));

describe('a playbook that ended without doing its work is seen and named, and never green', () => {
  it.each<[string, (of: Untested) => Promise<unknown>, Answers, string, string, RegExp]>([
    [
      'its condition is the wrong way around',
      async () => undefined,
      { correctScan: false },
      'test-playbooks',
      'Submit Scan URL',
      /published condition is the wrong way around/u,
    ],
    [
      'one entity is missing',
      (of) => leftBehind(of, some('URL', 'IP')),
      {},
      'test-playbooks',
      'Submit Scan File Hash',
      /^Submit Scan File Hash found nothing to send/u,
    ],
    [
      'there are no entities to scan',
      (of) => leftBehind(of, some('IP')),
      { playbooks: ['scan-file-hash'] },
      'test-playbooks',
      'Submit Scan File Hash',
      /found nothing to send: the incident had none of what it scans/u,
    ],
    [
      'Intezer knows the incident already (409)',
      sentBefore,
      { playbooks: ['submit-alert'] },
      'test-playbooks',
      'Submit Alert',
      /Intezer has this incident already \(409\)/u,
    ],
    [
      'the incident has 100 comments',
      (of) => commented(of, 100),
      { playbooks: ['update-incident'] },
      'test-playbooks',
      'Update Incident',
      /couldn't write its comment.*more than 100 comments/u,
    ],
    [
      'no alert matches',
      async () => undefined,
      { playbooks: ['update-incident'], defenderAlert: 'da-none-such' },
      'test-defender',
      'Update Incident',
      /found no alert of Microsoft Defender with that ID/u,
    ],
  ])('%s', async (_what, plant, answers, step, playbook, because) => {
    const of = await untested(answers);
    await plant(of);
    const { is, ended, said, warns } = await tested(of, step, answers);
    expect(said?.title).toContain(playbook);
    expect(said?.because).toMatch(because);
    // Met with a warning is not green; everything else is not met.
    expect(warns ? is : [is === 'met', ended === 0]).toEqual(warns ? 'met' : [false, false]);
  });

  it('and one that did it is: the same without what was planted', async () => {
    const { is, ended, said } = await tested(await untested(), 'test-playbooks', {});
    expect([is, ended, said]).toEqual(['met', 0, undefined]);
  });
});

describe('an alert of Microsoft Defender', () => {
  const alertIn = async ({ microsoft, armId }: Untested): Promise<string> => {
    const found = await microsoft.logs.query(
      armId,
      'SecurityIncident | where array_length(AlertIds) > 0 | summarize arg_max(TimeGenerated, *) by IncidentName | project tostring(AlertIds[0]) | take 1',
      'P1D',
    );
    return JSON.stringify(found).match(/[0-9a-f]{8}-[0-9a-f-]{27}/u)?.[0] ?? '';
  };

  it('is waited for as long as the playbook waits, and its incident gets the comment', async () => {
    const of = await untested();
    const alert = await alertIn(of);
    expect(alert).not.toBe('');
    const began = of.at.tenant.clock.now();
    const answers = { playbooks: ['update-incident'], defenderAlert: alert };
    expect(await tested(of, 'test-defender', answers)).toMatchObject({
      is: 'met',
      ended: 0,
      said: undefined,
    });
    const minutes = (of.at.tenant.clock.now() - began) / 60_000;
    expect(minutes).toBeGreaterThan(15);
    expect(minutes).toBeLessThan(19);
    const comments = Object.values(of.at.tenant.state().resources).filter(({ type }) =>
      type.endsWith('/comments'),
    );
    expect(comments.filter(({ id }) => !id.toLowerCase().includes(of.name))).toHaveLength(1);

    // It was seen since: a second run sends nothing.
    const writes = of.at.writes().length;
    expect(await tested(of, 'test-defender', answers)).toMatchObject({ is: 'met' });
    expect(of.at.writes().length - writes).toBe(0);
  });

  it('is not sent where none was named, or the playbook was not chosen', () => {
    const ids = (answers: Answers) =>
      intezer
        .steps((ask) => {
          const given: Answers = { workspace: ['/s/s/r/g/p/p/w/w'], testIncident: true, ...answers };
          return (given[ask.id] ?? ('default' in ask ? ask.default : undefined)) as never;
        })
        .map(({ id }) => id);
    expect(ids({})).not.toContain('test-defender');
    expect(ids({ defenderAlert: 'a', playbooks: ['scan-url'] })).not.toContain('test-defender');
    expect(ids({ defenderAlert: 'a', testIncident: false })).not.toContain('test-defender');
    expect(ids({ defenderAlert: 'a' })).toContain('test-defender');
  });
});
