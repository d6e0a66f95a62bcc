import type { Entry, Event, PlannedChange } from '../../engine/journal/journal.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import { madeAgain } from '../../engine/view/undo-view.ts';
import { changes } from './cards.ts';
import { at } from './fixture.ts';
import {
  approved,
  began,
  found,
  journal,
  made,
  met,
  ownPlan,
  plan,
  planHash,
  planned,
  receiptOf,
  steps,
} from './journal.ts';
import { cannotRead, needsConsent, roleMissing, secretEnds, stillCopying } from './problems.ts';
import { charts, shows } from './shows.ts';

const again = madeAgain.setUp;
const softDeleted = 'Soft-deleted for 30 days';

const unmet = (id: string, title: string): Event =>
  found(id, {
    is: 'unmet',
    problem: {
      code: 'app-permission-missing',
      title,
      because: 'Not set up yet.',
      remedies: [{ do: 'retry' }],
    },
    changes: plan.filter((change) => change.step === id),
  });

const seen: readonly Event[] = [
  met('who-am-i'),
  met('find-workspace'),
  ...steps.filter(({ changes: some }) => some).map(({ id, title }) => unmet(id, `${title}: missing`)),
  met('workspace-locks'),
];

const graphWaits: Event = found('grant-consent-graph', {
  is: 'waiting',
  on: 'person',
  since: at(-120),
  problem: needsConsent,
});

const reviewed: readonly Event[] = [began('set-up'), ...seen, graphWaits, planned()];
const ownReviewed: readonly Event[] = [began('set-up'), ...seen, planned(ownPlan)];
const ownOf = (...ids: readonly string[]): readonly Event[] =>
  ownPlan.filter(({ step }) => ids.includes(step)).flatMap(made);

const firstHalf = ownOf('register-application', 'create-secret', 'add-permissions', 'grant-consent');

/** A run at work: five changes made, and a role on its way. */
const working: readonly Event[] = [
  ...ownReviewed,
  approved,
  ...firstHalf,
  { kind: 'looking', step: 'assign-role' },
  { kind: 'intent', step: 'assign-role', operation: 'role', change: changes.assign },
  { kind: 'done', step: 'assign-role', operation: 'role', receipt: receiptOf(changes.assign) },
  { kind: 'settling', step: 'assign-role', since: at(-41), looks: 2, agreed: 0 },
];

/** Everything that could be done is done, and another person is waited for. */
const waiting: readonly Event[] = [
  ...reviewed,
  approved,
  ...firstHalf,
  ...ownOf('assign-role'),
  graphWaits,
  found('test-logs', { is: 'not-reached', behind: 'grant-consent-graph' }),
];

const proof: readonly Event[] = [
  met('test-logs', {
    shows: [
      { show: 'pairs', title: 'Token roles', pairs: [['Log Analytics', 'Data.Read']] },
      {
        show: 'pairs',
        title: 'Queries',
        pairs: [
          ['Rows', '702'],
          ['Workspaces', '1 of 1'],
        ],
      },
      charts.delay,
      charts.incidents,
      shows.table,
    ],
  }),
  met('test-incidents', { shows: [shows.pairs] }),
];

const finished: readonly Event[] = [
  ...ownReviewed,
  approved,
  ...ownPlan.flatMap(made),
  ...proof,
  met('workspace-locks', { warning: secretEnds }),
  { kind: 'run-ended', ended: 'done' },
];

const cancelled: readonly Event[] = [
  ...ownReviewed,
  approved,
  ...firstHalf,
  { kind: 'run-ended', ended: 'cancelled' },
];

const moreSecrets: Change = {
  ...changes.remove,
  what: 'Client secret of the interrupted run',
  where: 'the application',
  undoneBy: "Can't be undone. The value is lost.",
};

/** Read for so long that the tenant was checked again: another admin assigned the role, and a change is new. */
const readTooLong: readonly Event[] = [
  ...ownReviewed,
  ...seen.filter((event) => !('step' in event && ['assign-role', 'create-secret'].includes(event.step))),
  met('assign-role'),
  found('create-secret', {
    is: 'unmet',
    problem: roleMissing,
    changes: [moreSecrets, ...plan.filter(({ step }) => step === 'create-secret')],
  }),
  { kind: 'run-ended', ended: 'stale' },
];

/** Continued with the reviewed plan, which needs another change by now. */
const continuedStale: readonly Event[] = [
  ...cancelled,
  began('set-up'),
  ...steps
    .filter(({ id }) => !['create-secret', 'assign-role', 'test-logs', 'test-incidents'].includes(id))
    .map(({ id }) => met(id)),
  found('create-secret', { is: 'unmet', problem: roleMissing, changes: [moreSecrets] }),
  unmet('assign-role', 'The role is missing'),
  planned([{ ...moreSecrets, step: 'create-secret' }, ...ownPlan.slice(-1)]),
  { kind: 'run-ended', ended: 'stale' },
];

const noRole: Problem = {
  ...needsConsent,
  code: 'azure-role-missing',
  title: "You can't assign roles on soc-prod-weu",
  because: 'Your Owner role was removed at 10:41, after you reviewed the plan.',
  who: { role: 'Role Based Access Control Administrator', people: ['Grace Okafor'] },
};

const blocked: readonly Event[] = [
  ...ownReviewed,
  approved,
  ...firstHalf,
  ...ownOf('grant-consent-graph'),
  found('assign-role', { is: 'blocked', problem: noRole }),
  found('test-logs', { is: 'not-reached', behind: 'assign-role' }),
  found('test-incidents', { is: 'not-reached', behind: 'assign-role' }),
  { kind: 'run-ended', ended: 'incomplete' },
];

const forMicrosoft: readonly Event[] = [
  ...ownReviewed,
  approved,
  ...ownPlan.flatMap(made),
  found('test-incidents', {
    is: 'waiting',
    on: 'microsoft',
    since: at(-190),
    problem: stillCopying,
    usually: { from: 60, to: 600 },
  }),
  { kind: 'run-ended', ended: 'incomplete' },
];

const nothing: readonly Event[] = [began('set-up'), ...steps.map(({ id }) => met(id)), planned([])];

/** A check that finds each state. */
const checked: readonly Event[] = [
  began('verify'),
  ...['who-am-i', 'find-workspace', 'register-application', 'add-permissions', 'grant-consent'].map((id) =>
    met(id),
  ),
  met('create-secret', { warning: secretEnds, facts: { credential: { kind: 'secret' } } }),
  found('grant-consent-graph', { is: 'blocked', problem: needsConsent }),
  found('assign-role', { is: 'unmet', problem: roleMissing, changes: [changes.assign] }),
  found('test-logs', { is: 'waiting', on: 'microsoft', since: at(-90), problem: stillCopying }),
  found('test-incidents', { is: 'not-reached', behind: 'assign-role' }),
  found('workspace-locks', { is: 'unknown', problem: cannotRead }),
  { kind: 'run-ended', ended: 'incomplete' },
];

const holds: readonly Event[] = [
  began('verify'),
  ...steps.filter(({ id }) => !id.startsWith('test-')).map(({ id }) => met(id)),
  ...proof,
  { kind: 'run-ended', ended: 'done' },
];

/** What puts each change back, as the plan of an undo says it. */
const opposite = { create: 'remove', add: 'remove', grant: 'revoke', assign: 'remove' } as const;
const back: readonly PlannedChange[] = ownPlan.toReversed().map((change) => ({
  ...change,
  verb: opposite[change.verb as keyof typeof opposite],
  undoneBy: change.what === changes.create.what ? softDeleted : again,
}));
const went = (n: number, kind: 'undoing' | 'undone', more: object = {}): Event => {
  const { step, ...change } = back[n] ?? { ...changes.add, step: '' };
  return { kind, step, operation: `back ${n}`, receipt: receiptOf(change, more) };
};

const undoing: readonly Event[] = [
  began('undo'),
  planned(back),
  went(0, 'undoing'),
  went(0, 'undone'),
  went(1, 'undoing'),
  went(1, 'undone'),
  went(2, 'undoing'),
];

const undone: readonly Event[] = [
  began('undo'),
  planned(back),
  went(0, 'undone'),
  went(1, 'undone'),
  went(2, 'undone', { left: 'Data.Read stays: another connection uses it.' }),
  {
    kind: 'undo-failed',
    step: 'add-permissions',
    operation: 'back 3',
    receipt: receiptOf(changes.add),
    problem: {
      ...noRole,
      title: "You can't change this application",
      because: 'Your role was removed at 10:41.',
    },
  },
  went(4, 'undone'),
  went(5, 'undone'),
  went(6, 'undone', { remains: 'Dropzone AI Sentinel Integration is soft-deleted for 30 days.' }),
  { kind: 'run-ended', ended: 'incomplete' },
];

/** What a disconnect would remove; the last was not created by this app. */
export const disconnects: readonly PlannedChange[] = [
  {
    ...changes.remove,
    what: 'Microsoft Sentinel Responder',
    where: 'soc-prod-weu',
    step: 'assign-role',
    undoneBy: again,
  },
  {
    ...changes.revoke,
    what: 'Data.Read',
    where: 'Log Analytics API',
    step: 'grant-consent',
    undoneBy: again,
  },
  {
    ...changes.remove,
    what: 'Dropzone AI Sentinel Integration',
    where: 'Microsoft Entra',
    step: 'register-application',
    undoneBy: again,
  },
  { ...changes.revoke, step: 'grant-consent-graph', unmarked: true, undoneBy: again },
];

export const undoPlan = { runId: 'run-1', planHash, changes: back };

const told = {
  reviewed: journal(reviewed),
  ownReviewed: journal(ownReviewed),
  nothing: journal(nothing),
  stale: journal(readTooLong),
  continuedStale: journal(continuedStale),
  working: journal(working),
  waiting: journal(waiting),
  blocked: journal(blocked),
  forMicrosoft: journal(forMicrosoft),
  cancelled: journal(cancelled),
  finished: journal(finished),
  checked: journal(checked),
  checking: journal(checked.slice(0, 7)),
  holds: journal(holds),
  undoPlanned: journal([...finished, began('undo'), planned(back)]),
  undoing: journal([...finished, ...undoing]),
  undone: journal([...finished, ...undone]),
  lookingAgain: journal([
    ...waiting,
    { kind: 'run-ended', ended: 'incomplete' },
    began('set-up'),
    { kind: 'looking', step: 'who-am-i' },
  ]),
} as const satisfies Record<string, readonly Entry[]>;

/** The runs that pages show, by what they tell. */
export const runs: Readonly<Record<keyof typeof told, readonly Entry[]>> = told;
