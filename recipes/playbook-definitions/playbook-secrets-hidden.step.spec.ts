import { scanUrl, submitAlert, updateIncident } from '@sentinel-onboarding/practice/values';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../microsoft/contract/microsoft.ts';
import { anotherTime, answering, begun, intent, itsTime, later, tools } from '../key-vault/step.spec-kit.ts';
import { playbooks } from '../playbooks/playbooks.ts';
import { playbookSecretsHidden } from './playbook-secrets-hidden.step.ts';
import { exposuresIn, withHidden, withShown } from './secure-runs.ts';

const of = { playbooks: ['update-incident', 'submit-alert'] as const };
const given = { connection: undefined, on: undefined, condition: undefined };
const showing = {
  key: 'submit-alert' as const,
  exposures: [{ action: 'Read', shows: ['outputs' as const] }],
  openToAll: false,
  changedAt: '2026-11-24T10:00:00Z',
};

it('a playbook whose runs show the key is named, with the action, and repair hides it', () => {
  const step = playbookSecretsHidden({ ...of, inSetUp: false });
  const finding = step.judge([showing], given);
  expect(step).toMatchObject({ severity: 'warn', repairs: true });
  expect(finding).toMatchObject({
    is: 'unmet',
    changes: [{ verb: 'update', what: 'Submit Alert: hide the key in the history of its runs' }],
    problem: { code: 'key-in-run-history' },
  });
  expect(JSON.stringify(finding)).toContain('Key or token in Read');
  // Known beforehand too, so that a repair that deploys the playbook hides its key in the same plan.
  expect(step.foresee({}).map(({ what }) => what)).toEqual([
    'Submit Alert: hide the key in the history of its runs',
  ]);
});

it('set-up hides it where that was asked for, in those playbooks that read the key', () => {
  const step = playbookSecretsHidden({ ...of, inSetUp: true });
  expect(step.repairs).toBeUndefined();
  expect(step.foresee({}).map(({ what }) => what)).toEqual([
    'Submit Alert: hide the key in the history of its runs',
  ]);
});

it('is met where nothing shows, and says of a webhook that it answers everybody', () => {
  const step = playbookSecretsHidden({ ...of, inSetUp: false });
  const open = { ...showing, key: 'update-incident' as const, exposures: [], openToAll: true };
  const finding = step.judge([open, { ...showing, exposures: [] }], given);
  expect(finding.is).toBe('met');
  expect(JSON.stringify(finding)).toContain('Answers whoever has its address');
});

const repair = playbookSecretsHidden({ ...of, inSetUp: false });
const [hide] = repair.foresee({});

describe('what an interrupted run may have hidden', () => {
  const recognized = (more: object) =>
    repair.recognize?.(
      begun(hide),
      [
        { ...showing, key: 'update-incident', exposures: [], changedAt: intent },
        { ...showing, exposures: [], changedAt: intent, ...more },
      ],
      { ...given, 'submit-alert': '/submit' } as never,
    );

  it.each(itsTime)(
    'is its own where the playbook was changed %i s after the intent; undo leaves it hidden',
    (seconds) => {
      expect(recognized({ changedAt: later(seconds) })).toEqual({
        receipt: { made: { kind: 'hidden-runs', id: '/submit' }, owned: false },
      });
    },
  );

  it.each(anotherTime)('is somebody else’s where it was changed %i s after it', (seconds) => {
    expect(recognized({ changedAt: later(seconds) })).toBe('not-ours');
    expect(recognized({ changedAt: '' })).toBe('not-ours');
  });

  it('was never hidden where it still shows, and where the playbook is not there', () => {
    expect(recognized({ exposures: showing.exposures })).toBe('never-happened');
    expect(recognized({ changedAt: undefined })).toBe('never-happened');
    expect(repair.recognize?.(begun(hide), [], given)).toBe('never-happened');
  });
});

describe('whose a hidden run history is', () => {
  const hidden = withHidden(submitAlert, exposuresIn(submitAlert));
  const published = `/g/workflows/${playbooks['submit-alert'].defaultName}`;
  const whose = async (id: string, known: object, definition: object | undefined) => {
    const { microsoft, calls } = answering({ 'logicApps.find': definition && { definition } });
    const receipt = { made: { kind: 'hidden-runs', id }, owned: true };
    return [await repair.whose?.(receipt, tools(microsoft, { given: known })), calls.length];
  };

  it.each([
    ['its playbook hides it', published, { 'submit-alert': published.toUpperCase() }, hidden, 'ours'],
    [
      'no playbook is known, and one of that name hides it',
      published,
      { 'submit-alert': '' },
      hidden,
      'ours',
    ],
    ['it shows it again', published, { 'submit-alert': published }, submitAlert, 'gone'],
    ['its playbook is gone', published, { 'submit-alert': published }, undefined, 'gone'],
    [
      'another of that name is the one',
      published,
      { 'submit-alert': `/other${published}` },
      hidden,
      'not-ours',
    ],
    ['its name is no playbook’s', '/g/workflows/another', {}, hidden, 'not-ours'],
    [
      'its name is that of one not chosen',
      `/g/workflows/${playbooks['scan-url'].defaultName}`,
      {},
      hidden,
      'not-ours',
    ],
  ])('where %s', async (_what, id, known, definition, is) => {
    // What can't be ours is looked at by nobody.
    expect(await whose(id, known, definition)).toEqual([{ is }, is === 'not-ours' ? 0 : 1]);
  });
});

describe('undo', () => {
  const action = (...properties: readonly string[]) => ({
    type: 'Http',
    ...(properties.length === 0 ? {} : { runtimeConfiguration: { secureData: { properties } } }),
  });
  const undone = async (note: string | undefined, actions: object | undefined) => {
    const { microsoft, calls } = answering({
      'logicApps.find': actions && { definition: { actions } },
      'logicApps.define': undefined,
    });
    const made = { kind: 'hidden-runs', id: '/submit', ...(note === undefined ? {} : { of: note }) };
    await repair.undo?.({ made, owned: true }, tools(microsoft));
    return calls
      .filter(([call]) => call === 'logicApps.define')
      .map(([, id, definition]) => [id, definition]);
  };

  it('shows what the receipt says was hidden, and nothing that was hidden before', async () => {
    const actions = {
      Read: action('inputs', 'outputs'),
      Token: action('inputs', 'outputs'),
      Other: action('outputs'),
    };
    expect(await undone('Read:outputs Token:inputs+outputs', actions)).toEqual([
      ['/submit', { actions: { Read: action('inputs'), Token: action(), Other: action('outputs') } }],
    ]);
  });

  it('sends nothing where the playbook is gone', async () => {
    expect(await undone('Read:outputs', undefined)).toEqual([]);
  });
});

const definition = (actions: JsonObject): JsonObject => ({ triggers: {}, actions });
const readKey = {
  type: 'ApiConnection',
  inputs: { method: 'get', path: "/secrets/@{encodeURIComponent('key')}/value" },
};

describe('a run’s history shows a secret', () => {
  it('where an action reads the key, is given it, or trades it for a token', () => {
    expect(exposuresIn(submitAlert)).toEqual([
      { action: 'Read_key', shows: ['outputs'] },
      { action: 'Ask_for_token', shows: ['inputs', 'outputs'] },
      { action: 'Read_token', shows: ['outputs'] },
      { action: 'Send_incident', shows: ['inputs'] },
    ]);
  });

  it('also inside loops and conditions', () => {
    const names = exposuresIn(scanUrl).map(({ action }) => action);
    expect(names).toEqual(['Read_key', 'Ask_for_token', 'Read_token', 'Ask_for_scan', 'Ask_for_result']);
  });

  it('and not where no key is read', () => {
    expect(exposuresIn(updateIncident)).toEqual([]);
    expect(
      exposuresIn(definition({ Say: { type: 'Http', inputs: { uri: 'https://a/get-access-token' } } })),
    ).toEqual([]);
  });

  it('and not where the definition hides it already', () => {
    const hidden = { ...readKey, runtimeConfiguration: { secureData: { properties: ['outputs'] } } };
    expect(exposuresIn(definition({ Read: hidden }))).toEqual([]);
    expect(exposuresIn(definition({ Read: readKey }))).toEqual([{ action: 'Read', shows: ['outputs'] }]);
  });
});

describe('the patched definition', () => {
  it.each([
    ['submit', submitAlert],
    ['scan', scanUrl],
  ])('%s shows nothing, and comes back to what it was to the letter', (_name, before) => {
    const found = exposuresIn(before);
    const after = withHidden(before, found);
    expect(exposuresIn(after)).toEqual([]);
    expect(withShown(after, found)).toEqual(before);
    expect(JSON.stringify(before)).not.toBe(JSON.stringify(after));
  });

  it('keeps what else is set for the run of an action', () => {
    const action = { ...readKey, runtimeConfiguration: { concurrency: { runs: 1 } } };
    const before = definition({ Read: action });
    const after = withHidden(before, exposuresIn(before));
    expect(after.actions).toMatchObject({
      Read: { runtimeConfiguration: { concurrency: { runs: 1 }, secureData: { properties: ['outputs'] } } },
    });
  });
});
