import { expect, it } from 'vitest';
import { playbookSecretsHidden } from './playbook-secrets-hidden.step.ts';

const of = { playbooks: ['update-incident', 'submit-alert'] as const };
const given = { connection: undefined, on: undefined };
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
