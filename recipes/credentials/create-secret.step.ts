import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type {
  Begun,
  Change,
  HeldSecret,
  Looking,
  Receipt,
  Recognized,
  Whose,
} from '../../engine/model/step.ts';
import { forSomeoneElse } from '../../engine/run/plan.ts';
import type { Application } from '../../microsoft/contract/microsoft.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { step, type World } from '../catalogue/step.ts';
import { isOwner, isSomeoneElses } from '../sign-in/application-rights.ts';
import {
  another,
  type CredentialKind,
  credentialName,
  elsewhere,
  type Found,
  type Given,
  gives,
  isSettled,
  mayBeLate,
  monthsFrom,
  needs,
  ours,
  removeMade,
  replacedBy,
  takesOver,
  type Working,
  warned,
} from './made-credential.ts';
import {
  doesNotMatch,
  mayArrive,
  mayNotAdd,
  missing,
  offeringShorter,
  orphaned,
  profileOutdated,
  valueNotHere,
} from './problems.ts';
import type { Rotation } from './rotation.ts';

interface Wanted {
  readonly months: number;
  readonly anew: boolean;
  readonly existing: boolean;
  readonly rotation?: Rotation | undefined;
}

type Listed = Application['passwordCredentials'][number];

interface Seen {
  /** Whether the signed-in one owns the application, where that was looked at. */
  readonly owns: boolean | undefined;
  readonly credentials: readonly Listed[];
  readonly held: HeldSecret | undefined;
  readonly begun: readonly Begun[];
  readonly madeHere: boolean;
  readonly answered: Secret | undefined;
  readonly handle: string;
  readonly at: string;
}

const addSecret = (months: number): Change => ({
  verb: 'add',
  what: 'Client secret',
  where: 'the application',
  right: least.register,
  undoneBy: 'Undo removes it',
  months,
});

const removeOrphan: Change = {
  verb: 'remove',
  what: 'Client secret of the interrupted run',
  where: 'the application',
  right: least.register,
  undoneBy: "Can't be undone. The value is lost.",
};

/**
 * We hold a client secret of the application that outlives this quarter, or have handed it over. Entra shows a value
 * only at birth (https://learn.microsoft.com/graph/api/application-addpassword), so it goes into the vault before
 * anything else can fail. No second one is made while a live one of ours exists, but for a rotation: it adds one new
 * secret to the one it replaces.
 */
export const createSecret = (of: Wanted) =>
  step({
    id: 'create-secret',
    title: 'Create a client secret',
    why: 'Stored encrypted on this computer. Never displayed.',
    severity: 'block',
    checks: ['CRD-01', 'CRD-03'],
    needs,
    gives,
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },
    look: lookAtSecrets,
    judge: (seen, { rights }) => judgeSecrets(of, seen, rights),
    foresee({ rights }) {
      const add = addSecret(of.months);
      return rights?.register.is === 'no' ? forSomeoneElse([add]) : [add];
    },
    apply: (change, tools) => (change.verb === 'remove' ? applyRemoval(tools) : applySecret(of, tools)),
    recognize: recognizeSecret,
    whose: whoseSecret,
    async undo(receipt, tools) {
      return receipt.made.kind === 'password' ? removeMade(secretKind, receipt, tools) : undefined;
    },
  });

async function lookAtSecrets(tools: Working): Promise<Seen> {
  const { microsoft, given, held, begun, made, secretAnswers, now } = tools;
  const handle = handleOf(given.clientId);
  const [application, kept, owns] = await Promise.all([
    microsoft.applications.byAppId(given.clientId),
    held(handle),
    isOwner(microsoft, given.application, given),
  ]);
  const answered = secretAnswers.clientSecret;
  return {
    credentials: application?.passwordCredentials ?? [],
    held: kept,
    owns,
    begun,
    madeHere: made.some(({ made: { kind, handle: at } }) => kind === 'password' && at !== undefined),
    answered,
    handle,
    at: now(),
  };
}

function judgeSecrets(of: Wanted, seen: Seen, rights: Given['rights']): Found {
  const { held, answered, at } = seen;
  const live = seen.credentials.filter(({ endDateTime }) => endDateTime > at);
  const kept = live.find(({ keyId }) => keyId === held?.about.keyId);
  const { orphans, removals } = orphansIn(seen, live);
  const replaced = replacedBy(held, seen.credentials);
  const { anew, rotates } = another(of, seen.madeHere, replaced);
  if (rotates && !seen.credentials.some(({ keyId }) => keyId === of.rotation?.replaces))
    return { is: 'blocked', problem: profileOutdated('client secret') };
  if (answered && !anew && !(of.rotation && kept)) return judgeAnswer(seen, live, answered);
  if (kept && !anew) return removals.length > 0 ? unmet(removals, orphaned()) : judgeHeld(seen, live, kept);
  const waited = lateIn(seen, live);
  if (waited && orphans.length === 0) {
    return {
      is: 'waiting',
      on: 'microsoft',
      since: waited.at,
      usually: { from: 0, to: mayBeLate },
      problem: mayArrive(mayBeLate),
    };
  }
  const elsewhereHeld = anew ? undefined : inUse(live, orphans, of.existing);
  if (elsewhereHeld) return { is: 'blocked', problem: valueNotHere(elsewhereHeld.endDateTime) };
  const changes = [...removals, addSecret(of.months)];
  if (isSomeoneElses(rights, seen.owns))
    return {
      is: 'waiting',
      on: 'person',
      since: at,
      problem: mayNotAdd('client secret', rights?.register),
      changes,
    };
  return unmet(changes, missing());
}

/** Live secrets of interrupted runs whose value was lost, and the change that removes them. */
function orphansIn({ begun, held }: Seen, live: readonly Listed[]) {
  const lost = lostValues(begun, held);
  const orphans = live.filter(
    ({ keyId, displayName }) =>
      keyId !== held?.about.keyId && lost.some(({ operation }) => displayName === credentialName(operation)),
  );
  const takesBack = lost.flatMap(({ operation }) =>
    orphans.some(({ displayName }) => displayName === credentialName(operation)) ? [operation] : [],
  );
  return { orphans, removals: orphans.length > 0 ? [{ ...removeOrphan, takesBack }] : [] };
}

/** The newest operation without an end whose secret might still appear. */
function lateIn({ begun, held, at }: Seen, live: readonly Listed[]): Begun | undefined {
  return begun.find(
    ({ outcome, change, operation, at: since }) =>
      outcome === 'open' &&
      change.verb === 'add' &&
      held?.about.operation !== operation &&
      !live.some(({ displayName }) => displayName === credentialName(operation)) &&
      !isSettled(since, at),
  );
}

/** A live secret that someone might use, although its value isn't here. */
function inUse(live: readonly Listed[], orphans: readonly Listed[], existing: boolean): Listed | undefined {
  const others = live.filter((each) => !orphans.includes(each));
  return others.find(({ displayName }) => ours.test(displayName)) ?? (existing ? others[0] : undefined);
}

/** The secret that this computer holds, or handed over. */
function judgeHeld(
  { held, credentials, begun, handle, at }: Seen,
  live: readonly Listed[],
  kept: Listed,
): Found {
  const replaced = replacedBy(held, credentials);
  return {
    is: 'met',
    facts: {
      credential: {
        ...facts(kept, held?.value ? handle : undefined),
        ...(replaced ? { replaces: replaced } : {}),
      },
      clientSecret: held?.value as Secret,
    },
    shows: [
      held?.value
        ? { show: 'held-secret', title: 'Client secret', handle, expires: kept.endDateTime }
        : { show: 'text', text: 'The client secret was handed over. This computer has no copy.' },
    ],
    ...warned('client secret', kept, elsewhere(live, kept, held, begun), at),
  };
}

/** A secret that a person gave, against those that are listed. */
function judgeAnswer(seen: Seen, live: readonly Listed[], answered: Secret): Found {
  const matching = live.find(({ hint }) => answered.startsWith(hint));
  if (!matching)
    return {
      is: 'blocked',
      problem: doesNotMatch(seen.credentials.length > 0 && live.length === 0),
    };
  return { is: 'met', facts: { credential: facts(matching, undefined), clientSecret: answered } };
}

async function applyRemoval({ microsoft, given, held, begun }: Working): Promise<Receipt> {
  const application = await microsoft.applications.byAppId(given.clientId);
  const kept = await held(handleOf(given.clientId));
  const lost = lostValues(begun, kept);
  const orphans = (application?.passwordCredentials ?? []).filter(({ displayName }) =>
    lost.some((each) => displayName === credentialName(each.operation)),
  );
  for (const { keyId } of orphans) await microsoft.applications.removePassword(given.application, keyId);
  return {
    made: { kind: 'removed-password', id: orphans.map(({ keyId }) => keyId).join(' ') },
    owned: true,
    lost: 'The client secret of the interrupted run, because its value was lost',
  };
}

async function applySecret(of: Wanted, tools: Working): Promise<Receipt> {
  const { microsoft, given, operation, keep, held, now } = tools;
  const endDateTime = monthsFrom(now(), of.months);
  const wanted = { displayName: credentialName(operation), endDateTime };
  const made = await microsoft.applications.addPassword(given.application, wanted).catch((error: unknown) => {
    throw error instanceof ProblemError ? offeringShorter(error, of.months) : error;
  });
  const handle = handleOf(given.clientId);
  const before = of.rotation && (await held(handle));
  // The one it replaces stays in use until the vendor has changed over; undo needs its value again.
  if (before?.value) await keep(previousHandleOf(given.clientId), before.value, before.about);
  const kept = await keep(handle, made.secret, {
    keyId: made.keyId,
    expiresAt: made.endDateTime,
    operation,
    hint: made.hint,
    ...(of.rotation ? takesOver(of.rotation, now()) : {}),
  });
  return {
    made: passwordMade(made.keyId, given),
    owned: true,
    ...(kept === 'durable' ? {} : { unkept: true as const }),
  };
}

function recognizeSecret({ operation, change, at: since }: Begun, seen: Seen, given: Given): Recognized {
  if (change.verb === 'remove') return 'never-happened';
  const listed = seen.credentials.find(({ displayName }) => displayName === credentialName(operation));
  if (listed && seen.held?.about.keyId === listed.keyId) {
    return { receipt: { made: passwordMade(listed.keyId, given), owned: true } };
  }
  // Made, and its value lost: a receipt without a handle.
  if (listed)
    return {
      receipt: { made: { kind: 'password', id: listed.keyId, of: given.application }, owned: true },
    };
  return isSettled(since, seen.at) ? 'never-happened' : 'still-open';
}

async function whoseSecret(
  { made }: Receipt,
  { microsoft, operation, given: { application } }: Looking<typeof needs, World>,
): Promise<Whose> {
  if (made.kind !== 'password') return { is: 'not-ours' };
  const { passwordCredentials = [] } = (await microsoft.applications.byObjectId(made.of ?? '')) ?? {};
  const found = passwordCredentials.find(({ keyId }) => keyId === made.id);
  if (!found) return { is: 'gone' };
  const mine = made.of === application && found.displayName === credentialName(operation);
  return mine ? { is: 'ours' } : { is: 'not-ours' };
}

const secretKind: CredentialKind = {
  what: 'client secret',
  idIn: 'keyId',
  handleOf,
  previousHandleOf,
  listed: ({ passwordCredentials }) => passwordCredentials,
  remove: ({ microsoft }, objectId, keyId) => microsoft.applications.removePassword(objectId, keyId),
};

/**
 * Operations of this journal that asked for a secret whose value, if it was made, reached neither a vault nor a person:
 * cut off, or kept in memory by a process that ended before it was handed over. One that was handed over before
 * another was asked for is none of them: it may be in use at the vendor.
 */
function lostValues(begun: readonly Begun[], held: HeldSecret | undefined): readonly Begun[] {
  const newestHeld = begun.findIndex(({ operation }) => operation === held?.about.operation);
  return begun.filter(({ outcome, change, receipt }, nth) => {
    if (change.verb !== 'add' || nth === newestHeld) return false;
    if (outcome === 'done' && receipt?.made.handle === undefined) return true;
    return outcome === 'open' || (receipt?.unkept === true && (held ? nth < newestHeld : true));
  });
}

/** Where the vault keeps the client secret of an application. */
export function handleOf(appId: string): string {
  return `client-secret:${appId}`;
}

/** Where it keeps the one that a rotation has replaced, as long as that is not retired. */
export function previousHandleOf(appId: string): string {
  return `previous-client-secret:${appId}`;
}

function passwordMade(keyId: string, given: { application: string; clientId: string }) {
  return { kind: 'password', id: keyId, of: given.application, handle: handleOf(given.clientId) };
}

function unmet(changes: readonly Change[], problem: Problem) {
  return { is: 'unmet' as const, changes, problem };
}

function facts(listed: Listed, handle: string | undefined) {
  return { keyId: listed.keyId, expiresAt: listed.endDateTime, startedAt: listed.startDateTime, handle };
}
