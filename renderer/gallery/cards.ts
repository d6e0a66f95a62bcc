import type { Change, Verb } from '../../engine/model/step.ts';
import type { Card, Mark } from '../../engine/view/card.ts';
import type { UndoRow } from '../../engine/view/undo-view.ts';
import { at, type Fixture } from './fixture.ts';
import { cannotRead, needsConsent, roleMissing, secretEnds, stillCopying } from './problems.ts';
import { shows } from './shows.ts';

const right = 'Application Administrator';
const assigns = 'Role Based Access Control Administrator';

/** One change of every verb. A verb without one fails to compile. */
export const changes = {
  create: {
    verb: 'create',
    what: 'Dropzone AI Sentinel Integration',
    where: 'Microsoft Entra, for this tenant only',
    right,
    undoneBy: 'Undo deletes it',
  },
  add: { verb: 'add', what: 'Data.Read', where: 'Log Analytics API', right, undoneBy: 'Undo removes it' },
  update: {
    verb: 'update',
    what: 'Redirect URIs',
    where: 'the application',
    right,
    undoneBy: 'Undo restores it',
  },
  grant: { verb: 'grant', what: 'Data.Read', where: 'Log Analytics API', right, undoneBy: 'Undo revokes it' },
  assign: {
    verb: 'assign',
    what: 'Microsoft Sentinel Responder',
    where: 'soc-prod-weu',
    right: assigns,
    undoneBy: 'Undo removes it',
  },
  send: {
    verb: 'send',
    what: 'A test incident',
    where: 'soc-prod-weu',
    right: 'Microsoft Sentinel Responder',
    undoneBy: "Can't be undone. It is closed after the test.",
  },
  remove: {
    verb: 'remove',
    what: 'Log Analytics Contributor',
    where: 'subscription Security',
    right: assigns,
    undoneBy: 'Undo assigns it again',
  },
  revoke: {
    verb: 'revoke',
    what: 'Mail.Read',
    where: 'Microsoft Graph',
    right: 'Privileged Role Administrator',
    undoneBy: 'Undo grants it again',
  },
} as const satisfies { readonly [V in Verb]: Change & { readonly verb: V } };

const role: Card = {
  id: 'assign-role',
  title: 'Assign Microsoft Sentinel Responder on soc-prod-weu',
  why: 'Access needs both API consent and a workspace role',
  severity: 'block',
  checks: ['WSP-02'],
  mark: 'pending',
  caption: 'Access needs both API consent and a workspace role',
  ms: 2140,
  usually: { from: 30, to: 300 },
  changes: [{ change: changes.assign, is: 'planned' }],
  repairs: [],
  shows: [],
  evidence: [
    {
      request: 'GET management.azure.com/…/roleAssignments',
      answer: '200',
      identity: 'person',
      at: at(-20),
      requestId: '8a1c6f0e-3f1b-4a2c-9c55-0d4c52a7be11',
    },
  ],
};

/** A step in every state. A state without one fails to compile. */
export const marked = {
  met: { ...role, mark: 'met', caption: 'Microsoft Sentinel Responder. Confirmed', shows: [shows.pairs] },
  unmet: {
    ...role,
    mark: 'unmet',
    problem: roleMissing,
    caption: roleMissing.because,
    repairs: [changes.assign],
  },
  waiting: { ...role, mark: 'waiting', problem: stillCopying, caption: stillCopying.because, since: at(-95) },
  'waiting-person': {
    ...role,
    mark: 'waiting-person',
    problem: needsConsent,
    caption: needsConsent.because,
    since: at(-95),
  },
  blocked: { ...role, mark: 'blocked', problem: needsConsent, caption: needsConsent.because },
  unknown: { ...role, mark: 'unknown', problem: cannotRead, caption: cannotRead.because },
  'not-reached': { ...role, mark: 'not-reached', caption: 'Starts after: Register the application' },
  running: {
    ...role,
    mark: 'running',
    caption: 'Created. Waiting for Microsoft (checked 2 times)',
    settling: { looks: 2, agreed: 0 },
  },
  pending: { ...role, mark: 'pending' },
} as const satisfies { readonly [M in Mark]: Card & { readonly mark: M } };

/** The words of each state, which icon and color repeat. */
const stateWords: Readonly<Record<Mark, string>> = {
  met: 'Ready',
  unmet: 'Needs attention',
  waiting: 'Waiting for Microsoft',
  'waiting-person': 'Waiting for a person',
  blocked: 'Blocked',
  unknown: "Couldn't check",
  'not-reached': 'Not checked',
  running: 'Running',
  pending: 'Not started',
};

/** The words of each row of an undo; the pages hold one of each. */
export const undoWords: Readonly<Record<UndoRow['is'], string>> = {
  'to-come': 'Not started',
  running: 'Removing',
  undone: 'Removed',
  left: 'Unchanged',
  failed: "Couldn't be removed",
};

export const cardFixtures: readonly Fixture[] = [
  ...Object.values<Card>(marked).map(
    (card): Fixture => ({
      name: `state-${card.mark}`,
      sees: [card.title, stateWords[card.mark], card.why],
      word: { is: 'card', card },
    }),
  ),
  {
    name: 'state-met-with-warning',
    sees: [secretEnds.title],
    word: {
      is: 'card',
      card: {
        ...marked.met,
        title: 'The client secret is valid',
        caption: secretEnds.title,
        warning: secretEnds,
      },
    },
  },
  {
    name: 'changes',
    sees: ['Create', 'Update', 'Revoke', changes.remove.what, changes.send.undoneBy],
    word: { is: 'changes', changes: Object.values<Change>(changes) },
  },
];
