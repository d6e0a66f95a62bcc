import { describe, expect, it } from 'vitest';
import {
  anotherTime,
  answering,
  begun,
  intent,
  itsTime,
  later,
  tools,
  uuidFor,
} from '../key-vault/step.spec-kit.ts';
import { testPlaybooks } from '../playbook-test/test-playbooks.step.ts';
import { enablePlaybooks } from './enable-playbooks.step.ts';
import { sentinelMayRunPlaybooks } from './sentinel-may-run-playbooks.step.ts';

const armId = '/subscriptions/S/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/Soc';
const workspace = { key: 'soc', armId, name: 'soc' };

describe('enable-playbooks', () => {
  const step = enablePlaybooks({ playbooks: ['submit-alert', 'scan-url'] });
  const given = { 'submit-alert': '/submit', 'scan-url': '/scan' };
  const finding = step.judge({ off: ['submit-alert'], gone: [], changedAt: {} }, given);
  const change = 'changes' in finding ? finding.changes?.[0] : undefined;
  const recognized = (changedAt: string | undefined, more: object = {}) =>
    step.recognize?.(
      begun(change),
      { off: [], gone: [], changedAt: { 'submit-alert': changedAt, 'scan-url': intent }, ...more },
      given,
    );

  it.each(itsTime)('switched one on that was changed last %i s after the intent', (seconds) => {
    expect(recognized(later(seconds))).toEqual({
      receipt: { made: { kind: 'enabled-playbook', id: '/submit' }, owned: true },
    });
  });

  it.each(anotherTime)('does not claim one that was changed last %i s after it', (seconds) => {
    expect(recognized(later(seconds))).toBe('not-ours');
    expect(recognized('')).toBe('not-ours');
  });

  it('switched none on that is off, or is not there', () => {
    expect(recognized(intent, { off: ['submit-alert'] })).toBe('never-happened');
    expect(recognized(undefined, { gone: ['submit-alert'] })).toBe('never-happened');
    expect(recognized(intent, { off: ['scan-url'] })).toHaveProperty('receipt');
  });

  it('looks when each was changed last', async () => {
    const { microsoft } = answering({ 'logicApps.find': { enabled: false, changedAt: intent } });
    expect(await step.look(tools(microsoft, { given }))).toEqual({
      off: ['submit-alert', 'scan-url'],
      gone: [],
      changedAt: { 'submit-alert': intent, 'scan-url': intent },
    });
  });

  it('is undone by switching that one off', async () => {
    const { microsoft, calls } = answering({ 'logicApps.disable': undefined });
    await step.undo?.({ made: { kind: 'enabled-playbook', id: '/submit' }, owned: true }, tools(microsoft));
    expect(calls).toEqual([['logicApps.disable', '/submit']]);
  });
});

describe('sentinel-may-run-playbooks', () => {
  const step = sentinelMayRunPlaybooks(workspace);
  const scope = '/subscriptions/S/resourceGroups/rg';
  const roleId = 'f4c81013-99ee-4d62-a7ee-b3f1f648599a';
  const nameFor = (principal: string) => uuidFor(`${scope.toLowerCase()}|${principal}|${roleId}`);
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/a`;
  const role = (more: object = {}) => ({
    id,
    name: nameFor('sentinel'),
    scope,
    roleId,
    principalId: 'sentinel',
    createdOn: intent,
    ...more,
  });
  const recognized = (...roles: readonly object[]) =>
    step.recognize?.(begun(step.foresee({})[0]), { roles, name: nameFor('sentinel') } as never, {} as never);

  it.each(itsTime)('gave the role of that name that was given %i s after the intent', (seconds) => {
    expect(recognized(role({ createdOn: later(seconds) }))).toEqual({
      receipt: { made: { kind: 'role-assignment', id }, owned: true },
    });
  });

  it.each(anotherTime)('does not claim one that was given %i s after it', (seconds) => {
    expect(recognized(role({ createdOn: later(seconds) }))).toBe('not-ours');
  });

  it('does not claim one of another name, and gave none that stands elsewhere or is another', () => {
    expect(recognized(role({ name: 'given-in-the-portal' }))).toBe('not-ours');
    expect(recognized(role({ scope: '/subscriptions/S' }))).toBe('never-happened');
    expect(recognized(role({ roleId: 'other' }))).toBe('never-happened');
    expect(recognized()).toBe('never-happened');
  });

  it.each<[string, object | undefined, object | undefined, object]>([
    ['ours', { id: 'sentinel' }, role(), { is: 'ours' }],
    ['ours though the principal is gone', undefined, role(), { is: 'ours' }],
    ['gone', { id: 'sentinel' }, undefined, { is: 'gone' }],
    ['of another name', { id: 'sentinel' }, role({ name: 'other' }), { is: 'not-ours' }],
    [
      'another principal’s',
      { id: 'sentinel' },
      role({ principalId: 'other', name: nameFor('other') }),
      { is: 'not-ours' },
    ],
  ])('a role can be %s', async (_what, principal, standing, whose) => {
    const answers = { 'servicePrincipals.byAppId': principal, 'roleSurvey.standing': standing };
    const receipt = { made: { kind: 'role-assignment', id }, owned: true };
    expect(await step.whose?.(receipt, tools(answering(answers).microsoft))).toEqual(whose);
  });

  it('is undone by removing that assignment', async () => {
    const { microsoft, calls } = answering({ 'roles.remove': undefined });
    await step.undo?.({ made: { kind: 'role-assignment', id }, owned: true }, tools(microsoft));
    expect(calls).toEqual([['roles.remove', id]]);
  });
});

describe('test-playbooks', () => {
  const step = testPlaybooks({ workspace, playbooks: ['update-incident', 'submit-alert'] });
  const [create, close, send] = step.foresee({});
  const nth = (n: number) => uuidFor(`${armId.toLowerCase()}|test-incident|${n}`);
  const incident = (more: object = {}) => ({
    id: '/incident',
    name: nth(1),
    number: 7,
    status: 'Closed',
    createdAt: intent,
    labels: ['sentinel-onboarding-test'],
    ...more,
  });
  const recognized = (change: typeof create, more: object) =>
    step.recognize?.(
      begun(change),
      { incident: incident(), runs: [], comments: [], at: intent, ...more } as never,
      { principal: 'webhook' } as never,
    );
  const madeIncident = { kind: 'test-incident', id: nth(1), of: armId };

  it.each(itsTime)('made the incident that was made %i s after the intent', (seconds) => {
    expect(recognized(create, { incident: incident({ createdAt: later(seconds), status: 'New' }) })).toEqual({
      receipt: { made: madeIncident, owned: true },
    });
  });

  it.each(anotherTime)('does not claim one that was made %i s after it, by another computer', (seconds) => {
    expect(recognized(create, { incident: incident({ createdAt: later(seconds) }) })).toBe('not-ours');
  });

  it('closed one that is closed and on which no playbook failed', () => {
    const run = (status: string) => [{ key: 'submit-alert', run: { name: 'r', status } }];
    const closed = { receipt: { made: { kind: 'closed-incident', id: '/incident' }, owned: true } };
    expect(recognized(close, { runs: run('Succeeded') })).toEqual(closed);
    expect(recognized(close, { runs: run('Failed') })).toBe('never-happened');
    // One that failed is enough, and none that ran is no failure.
    expect(recognized(close, { runs: [...run('Failed'), ...run('Succeeded')] })).toBe('never-happened');
    expect(recognized(close, { runs: [] })).toEqual(closed);
    expect(recognized(close, { incident: incident({ status: 'New' }) })).toBe('never-happened');
  });

  it('sent a sample where the webhook’s own identity commented', () => {
    const by = (authorId: string) => ({ comments: [{ at: intent, authorId }] });
    expect(recognized(send, by('webhook'))).toEqual({
      receipt: { made: { kind: 'sample', id: '/incident' }, owned: true },
    });
    expect(recognized(send, by('a-person'))).toBe('never-happened');
    expect(recognized(send, {})).toBe('never-happened');
  });

  it('did nothing where there is no incident', () => {
    for (const change of [create, close, send])
      expect(
        recognized(change, { incident: undefined, comments: [{ at: intent, authorId: 'webhook' }] }),
      ).toBe('never-happened');
  });

  const whose = (made: { kind: string; id: string; of?: string }, answers: object) =>
    step.whose?.({ made, owned: true }, tools(answering({ ...answers }).microsoft));
  const standing = (of: object | undefined) => ({ 'sentinel.incident': of });

  it('an incident is ours under a name that ours have and with the label of a test', async () => {
    expect(await whose(madeIncident, standing(incident()))).toEqual({ is: 'ours', what: 'Incident 7' });
    expect(await whose({ ...madeIncident, id: nth(20) }, standing(incident()))).toMatchObject({ is: 'ours' });
    expect(await whose(madeIncident, standing(incident({ labels: [] })))).toEqual({ is: 'not-ours' });
    expect(await whose(madeIncident, standing(undefined))).toEqual({ is: 'gone' });
  });

  it('an incident of another name or workspace is not even looked at', async () => {
    expect(await whose({ ...madeIncident, id: nth(21) }, {})).toEqual({ is: 'not-ours' });
    expect(await whose({ ...madeIncident, of: `${armId}-other` }, {})).toEqual({ is: 'not-ours' });
    expect(await whose({ kind: 'closed-incident', id: '/incident' }, {})).toEqual({ is: 'ours' });
  });

  it('is undone by removing the incident; what was done with it goes with it', async () => {
    const undone = async (made: { kind: string; id: string; of?: string }) => {
      const { microsoft, calls } = answering({ 'sentinel.removeIncident': undefined });
      await step.undo?.({ made, owned: true }, tools(microsoft));
      return calls;
    };
    expect(await undone(madeIncident)).toEqual([['sentinel.removeIncident', armId, nth(1)]]);
    expect(await undone({ kind: 'test-incident', id: 'x', of: '/elsewhere' })).toEqual([
      ['sentinel.removeIncident', '/elsewhere', 'x'],
    ]);
    expect(await undone({ kind: 'closed-incident', id: '/incident' })).toEqual([]);
    expect(await undone({ kind: 'sample', id: '/incident' })).toEqual([]);
  });
});
