import { optional } from '../../engine/model/fact.ts';
import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Begun, Change, HeldSecret } from '../../engine/model/step.ts';
import { forSomeoneElse } from '../../engine/run/plan.ts';
import type { Application } from '../../microsoft/contract/microsoft.ts';
import {
  appObjectId,
  clientId,
  clientSecret,
  credential,
  entraRights,
  type Retirement,
} from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import {
  doesNotMatch,
  endsSoon,
  madeTwice,
  mayArrive,
  mayNotAdd,
  missing,
  offeringShorter,
  orphaned,
  profileOutdated,
  valueNotHere,
} from './problems.ts';
import type { Rotation } from './rotation.ts';

type Listed = Application['passwordCredentials'][number];

interface Seen {
  readonly credentials: readonly Listed[];
  readonly held: HeldSecret | undefined;
  readonly begun: readonly Begun[];
  readonly madeHere: boolean;
  readonly answered: Secret | undefined;
  readonly handle: string;
  readonly at: string;
}

/** A credential's name carries the operation that made it, so that every orphan can be told from another admin's. */
export function credentialName(operation: string): string {
  return `Sentinel Onboarding ${operation}`;
}
/** The name of a credential that this product made. */
export const ours = /^Sentinel Onboarding [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Seconds in which a credential that is not listed may only be late (reliability: reconcile before a repeat). */
const mayBeLate = 60;
const day = 86_400_000;

/**
 * We hold a client secret of the application that outlives this quarter, or have handed it over. Entra shows a value
 * only at birth (https://learn.microsoft.com/graph/api/application-addpassword), so it goes into the vault before
 * anything else can fail. No second one is made while a live one of ours exists, but for a rotation: it adds one new
 * secret to the one it replaces.
 */
export const createSecret = (of: {
  months: number;
  anew: boolean;
  existing: boolean;
  rotation?: Rotation | undefined;
}) => {
  const add: Change = {
    verb: 'add',
    what: 'Client secret',
    where: 'the application',
    right: least.register,
    undoneBy: 'Undo removes it',
    months: of.months,
  };
  const removeOrphan: Change = {
    verb: 'remove',
    what: 'Client secret of the interrupted run',
    where: 'the application',
    right: least.register,
    undoneBy: "Can't be undone. The value is lost.",
  };

  return step({
    id: 'create-secret',
    title: 'Create a client secret',
    why: 'Stored encrypted on this computer. Never displayed.',
    severity: 'block',
    checks: ['CRD-01', 'CRD-03'],
    needs: { application: appObjectId, clientId, rights: optional(entraRights) },
    gives: { credential, clientSecret },
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },

    async look({ microsoft, given, held, begun, made, secretAnswers, now }): Promise<Seen> {
      const handle = handleOf(given.clientId);
      const [application, kept] = await Promise.all([
        microsoft.applications.byAppId(given.clientId),
        held(handle),
      ]);
      const answered = secretAnswers.clientSecret;
      return {
        credentials: application?.passwordCredentials ?? [],
        held: kept,
        begun,
        madeHere: made.some(({ made: { kind, handle: at } }) => kind === 'password' && at !== undefined),
        answered,
        handle,
        at: now(),
      };
    },

    judge(seen, { rights }) {
      const { held, begun, answered, at } = seen;
      const live = seen.credentials.filter(({ endDateTime }) => endDateTime > at);
      const open = begun.filter(({ outcome, change }) => outcome === 'open' && change.verb === 'add');
      const kept = live.find(({ keyId }) => keyId === held?.about.keyId);
      const lost = lostValues(begun, held);
      const orphans = live.filter(
        ({ keyId, displayName }) =>
          keyId !== held?.about.keyId &&
          lost.some(({ operation }) => displayName === credentialName(operation)),
      );
      const late = open.filter(
        ({ operation, at: since }) =>
          held?.about.operation !== operation &&
          !live.some(({ displayName }) => displayName === credentialName(operation)) &&
          Date.parse(at) - Date.parse(since) < mayBeLate * 1000,
      );
      const takesBack = lost.flatMap(({ operation }) =>
        orphans.some(({ displayName }) => displayName === credentialName(operation)) ? [operation] : [],
      );
      const removals = orphans.length > 0 ? [{ ...removeOrphan, takesBack }] : [];
      const replaced = replacedBy(held, seen.credentials);
      // A rotation that is under way, here or since an earlier run, makes no third one.
      const rotates = of.rotation !== undefined && !of.rotation.retireNow && !replaced && !seen.madeHere;
      const anew = (of.anew && !seen.madeHere) || rotates;
      if (rotates && !seen.credentials.some(({ keyId }) => keyId === of.rotation?.replaces))
        return { is: 'blocked', problem: profileOutdated('client secret') };

      if (answered && !anew && !(of.rotation && kept)) return withAnswer(seen, live, answered);
      if (kept && !anew) {
        if (removals.length > 0) return unmet(removals, orphaned());
        return {
          is: 'met',
          facts: {
            credential: {
              ...facts(kept, held?.value ? seen.handle : undefined),
              ...(replaced ? { replaces: replaced } : {}),
            },
            clientSecret: held?.value as Secret,
          },
          shows: [
            held?.value
              ? {
                  show: 'held-secret',
                  title: 'Client secret',
                  handle: seen.handle,
                  expires: kept.endDateTime,
                }
              : { show: 'text', text: 'The client secret was handed over. This computer has no copy.' },
          ],
          ...warned('client secret', kept, elsewhere(live, kept, held, begun), at),
        };
      }
      const [waited] = late;
      if (waited && orphans.length === 0) {
        return {
          is: 'waiting',
          on: 'microsoft',
          since: waited.at,
          usually: { from: 0, to: mayBeLate },
          problem: mayArrive(mayBeLate),
        };
      }
      if (!anew) {
        const mine = live.find(
          ({ keyId, displayName }) => ours.test(displayName) && !orphans.some((o) => o.keyId === keyId),
        );
        if (mine) return { is: 'blocked', problem: valueNotHere(mine.endDateTime) };
        const theirs = live.find((each) => !orphans.includes(each));
        if (of.existing && theirs) return { is: 'blocked', problem: valueNotHere(theirs.endDateTime) };
      }
      if (rights?.register.is === 'no')
        return {
          is: 'waiting',
          on: 'person',
          since: at,
          problem: mayNotAdd('client secret'),
          changes: [...removals, add],
        };
      return unmet([...removals, add], missing());
    },

    foresee: ({ rights }) => (rights?.register.is === 'no' ? forSomeoneElse([add]) : [add]),

    async apply(change, { microsoft, given, operation, keep, held, now, begun }) {
      if (change.verb === 'remove') {
        const application = await microsoft.applications.byAppId(given.clientId);
        const kept = await held(handleOf(given.clientId));
        const lost = lostValues(begun, kept);
        const orphans = (application?.passwordCredentials ?? []).filter(({ displayName }) =>
          lost.some((each) => displayName === credentialName(each.operation)),
        );
        for (const { keyId } of orphans)
          await microsoft.applications.removePassword(given.application, keyId);
        return {
          made: { kind: 'removed-password', id: orphans.map(({ keyId }) => keyId).join(' ') },
          owned: true,
          lost: 'The client secret of the interrupted run, because its value was lost',
        };
      }
      const endDateTime = monthsFrom(now(), of.months);
      const wanted = { displayName: credentialName(operation), endDateTime };
      const made = await microsoft.applications
        .addPassword(given.application, wanted)
        .catch((error: unknown) => {
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
        ...(of.rotation
          ? { replaces: of.rotation.replaces, until: secondsFrom(now(), of.rotation.overlap) }
          : {}),
      });
      return {
        made: passwordMade(made.keyId, given),
        owned: true,
        ...(kept === 'durable' ? {} : { unkept: true as const }),
      };
    },

    recognize({ operation, change, at: since }, seen, given) {
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
      const settled = Date.parse(seen.at) - Date.parse(since) >= mayBeLate * 1000;
      return settled ? 'never-happened' : 'still-open';
    },

    async whose({ made }, { microsoft, operation, given: { application } }) {
      if (made.kind !== 'password') return { is: 'not-ours' };
      const { passwordCredentials = [] } = (await microsoft.applications.byObjectId(made.of ?? '')) ?? {};
      const found = passwordCredentials.find(({ keyId }) => keyId === made.id);
      if (!found) return { is: 'gone' };
      const mine = made.of === application && found.displayName === credentialName(operation);
      return mine ? { is: 'ours' } : { is: 'not-ours' };
    },

    async undo({ made }, { microsoft, forget, held, keep }) {
      if (made.kind !== 'password' || !made.of) return;
      const kept = made.handle ? await held(made.handle) : undefined;
      const replaces = kept?.about.keyId === made.id ? kept.about.replaces : undefined;
      const appId = made.handle?.slice(handleOf('').length) ?? '';
      if (replaces) {
        const application = await microsoft.applications.byAppId(appId);
        const stands = application?.passwordCredentials.some(({ keyId }) => keyId === replaces);
        if (application && !stands)
          return { left: 'The new client secret, because the one before it is gone' };
      }
      await microsoft.applications.removePassword(made.of, made.id);
      if (!made.handle) return;
      const previous = replaces ? await held(previousHandleOf(appId)) : undefined;
      if (!previous?.value) return forget(made.handle);
      await keep(made.handle, previous.value, previous.about);
      return forget(previous.handle);
    },
  });

  function withAnswer(seen: Seen, live: readonly Listed[], answered: Secret) {
    const matching = live.find(({ hint }) => answered.startsWith(hint));
    if (!matching)
      return {
        is: 'blocked' as const,
        problem: doesNotMatch(seen.credentials.length > 0 && live.length === 0),
      };
    return { is: 'met' as const, facts: { credential: facts(matching, undefined), clientSecret: answered } };
  }
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

/** What the one that is held took over from, as long as Entra still lists it. */
export function replacedBy(
  held: HeldSecret | undefined,
  listed: readonly { readonly keyId: string }[],
): Retirement | undefined {
  const { replaces, until } = held?.about ?? {};
  if (!replaces || !until || !listed.some(({ keyId }) => keyId === replaces)) return undefined;
  return { keyIds: [replaces], until };
}

/** So many seconds later. ISO-8601 UTC. */
export function secondsFrom(now: string, seconds: number): string {
  return new Date(Date.parse(now) + seconds * 1000).toISOString();
}

/** Live ones of ours that this computer neither holds, nor made, nor rotates away: another computer set up too. */
export function elsewhere<Of extends { readonly keyId: string; readonly displayName: string }>(
  live: readonly Of[],
  kept: Of,
  held: HeldSecret | undefined,
  begun: readonly Begun[],
): readonly Of[] {
  const here = new Set(begun.map(({ operation }) => credentialName(operation)));
  return live.filter(
    (each) =>
      each.keyId !== kept.keyId &&
      each.keyId !== held?.about.replaces &&
      ours.test(each.displayName) &&
      !here.has(each.displayName),
  );
}

/** What is said of the one in use: that it ends soon, or that it is not the only one. */
export function warned(
  what: 'client secret' | 'certificate',
  { endDateTime }: { readonly endDateTime: string },
  others: readonly { readonly keyId: string; readonly startDateTime: string }[],
  at: string,
): { readonly warning?: Problem } {
  const step = what === 'certificate' ? 'create-certificate' : 'create-secret';
  if (Date.parse(endDateTime) - Date.parse(at) < 30 * day)
    return { warning: endsSoon(what, endDateTime, step) };
  return others.length > 0 ? { warning: madeTwice(what, others) } : {};
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

/** The same day so many months later, or the last day of that month. ISO-8601 UTC. */
export function monthsFrom(now: string, months: number): string {
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
