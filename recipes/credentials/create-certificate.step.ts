import { optional } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Begun, Change, HeldSecret } from '../../engine/model/step.ts';
import type { KeyCredential } from '../../microsoft/contract/microsoft.ts';
import { appObjectId, clientId, clientSecret, credential, entraRights } from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import {
  credentialName,
  elsewhere,
  monthsFrom,
  ours,
  replacedBy,
  secondsFrom,
  warned,
} from './create-secret.step.ts';
import { mayNotAdd, profileOutdated } from './problems.ts';
import type { Rotation } from './rotation.ts';

interface Seen {
  readonly certificates: readonly KeyCredential[];
  readonly held: HeldSecret | undefined;
  readonly handle: string;
  readonly begun: readonly Begun[];
  readonly madeHere: boolean;
  /** A key that a person gave, with a sealed profile for one. */
  readonly answered: Secret | undefined;
  readonly at: string;
}

/** Seconds in which a certificate that is not listed may only be late. */
const mayBeLate = 60;

/**
 * The application may sign in with a certificate whose private key was made here and is kept here. Its thumbprint is
 * known before Microsoft hears of it, so unlike a client secret it is added again without a second one coming of it. A
 * rotation adds one new certificate to the one it replaces. `certificate` (DER in base64) is what a profile says of the
 * one in use: with it, a key that is given instead of held here is taken for that one's.
 */
export const createCertificate = (of: {
  months: number;
  subject: string;
  certificate?: string;
  anew?: boolean;
  rotation?: Rotation | undefined;
}) => {
  const add: Change = {
    verb: 'add',
    what: 'Certificate',
    where: 'the application',
    right: least.register,
    undoneBy: 'Undo removes it',
    months: of.months,
  };
  return step({
    id: 'create-certificate',
    title: 'Create a certificate',
    why: 'Its private key is created and stays on this computer. Microsoft gets only the public part.',
    severity: 'block',
    checks: ['CRD-01', 'CRD-03'],
    needs: { application: appObjectId, clientId, rights: optional(entraRights) },
    gives: { credential, clientSecret },
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },

    async look({ microsoft, given, held, begun, made, secretAnswers, now }): Promise<Seen> {
      const handle = keyHandleOf(given.clientId);
      const [application, kept] = await Promise.all([
        microsoft.applications.byAppId(given.clientId),
        held(handle),
      ]);
      const madeHere = made.some(({ made: { kind } }) => kind === 'certificate');
      return {
        certificates: application?.keyCredentials ?? [],
        held: kept,
        begun,
        handle,
        madeHere,
        answered: secretAnswers.clientSecret,
        at: now(),
      };
    },

    judge({ certificates, held, begun, handle, madeHere, answered, at }, { rights }) {
      const live = certificates.filter(({ endDateTime }) => endDateTime > at);
      const kept = live.find((each) => isOf(each, held));
      const replaced = replacedBy(held, certificates);
      // A rotation that is under way, here or since an earlier run, makes no third one.
      const rotates = of.rotation !== undefined && !of.rotation.retireNow && !replaced && !madeHere;
      const anew = (of.anew && !madeHere) || rotates;
      if (rotates && !certificates.some(({ keyId }) => keyId === of.rotation?.replaces))
        return { is: 'blocked', problem: profileOutdated('certificate') };
      if (kept && held && !anew) {
        return {
          is: 'met',
          facts: {
            credential: {
              kind: 'certificate' as const,
              keyId: kept.keyId,
              expiresAt: kept.endDateTime,
              startedAt: held.about.startedAt ?? kept.startDateTime,
              handle: held.value ? handle : undefined,
              certificate: held.about.certificate ?? '',
              ...(replaced ? { replaces: replaced } : {}),
            },
            clientSecret: held.value as Secret,
          },
          shows: [
            held.value
              ? { show: 'held-secret', title: 'Private key', handle, expires: kept.endDateTime }
              : { show: 'text', text: 'The private key was handed over. This computer has no copy.' },
          ],
          ...warned('certificate', kept, elsewhere(live, kept, held, begun), at),
        };
      }
      const named = live.find(({ certificate }) => certificate !== '' && certificate === of.certificate);
      if (named && answered?.startsWith('-----BEGIN') && !anew) {
        return {
          is: 'met',
          facts: {
            credential: {
              kind: 'certificate' as const,
              keyId: named.keyId,
              expiresAt: named.endDateTime,
              startedAt: named.startDateTime,
              handle: undefined,
              certificate: named.certificate,
            },
            clientSecret: answered,
          },
        };
      }
      // One of ours whose key is elsewhere may be in use there.
      const theirs = live.find((each) => ours.test(each.displayName));
      if (theirs && !held?.value && !anew) return { is: 'blocked', problem: keyNotHere(theirs.endDateTime) };
      if (rights?.register.is === 'no')
        return { is: 'waiting', on: 'person', since: at, problem: mayNotAdd('certificate') };
      return { is: 'unmet', changes: [add], problem: missing() };
    },

    foresee: ({ rights }) => (rights?.register.is === 'no' ? [] : [add]),

    async apply(_change, { microsoft, given, operation, keep, held, now }) {
      const handle = keyHandleOf(given.clientId);
      const before = await held(handle);
      const listed = await microsoft.applications.byAppId(given.clientId);
      // One whose certificate is there is in use until the vendor has changed over: a rotation adds another.
      const inUse = (listed?.keyCredentials ?? []).some((each) => isOf(each, before));
      // A list that lags behind may lack it, so a rotation adds only its own again.
      const own = of.rotation === undefined || before?.about.replaces === of.rotation.replaces;
      const again = inUse || !own ? undefined : reusable(before, now());
      const made =
        again ??
        (await microsoft.applications.newCertificate({
          subject: of.subject,
          endDateTime: monthsFrom(now(), of.months),
        }));
      const { certificate, thumbprint, startDateTime, endDateTime } = made;
      const about = {
        certificate,
        thumbprint,
        startedAt: startDateTime,
        expiresAt: endDateTime,
        operation,
        ...(of.rotation
          ? { replaces: of.rotation.replaces, until: secondsFrom(now(), of.rotation.overlap) }
          : again && before?.about.replaces && before.about.until
            ? { replaces: before.about.replaces, until: before.about.until }
            : {}),
      };
      // Undo needs the key of the one it replaces again.
      if (of.rotation && !again && before?.value)
        await keep(previousKeyHandleOf(given.clientId), before.value, before.about);
      const where = await keep(handle, made.privateKey, about);
      const displayName = credentialName(operation);
      const wanted = { certificate, startDateTime, endDateTime, displayName };
      const { created } = await microsoft.applications.addCertificate(given.application, wanted);
      return {
        made: { kind: 'certificate', id: thumbprint, of: given.application, handle },
        owned: created,
        ...(where === 'durable' ? {} : { unkept: true as const }),
      };
    },

    recognize({ at: since }, { certificates, held, handle, at }, given) {
      if (certificates.some((each) => isOf(each, held))) {
        const id = held?.about.thumbprint ?? '';
        return {
          receipt: { made: { kind: 'certificate', id, of: given.application, handle }, owned: true },
        };
      }
      const settled = Date.parse(at) - Date.parse(since) >= mayBeLate * 1000;
      return settled ? 'never-happened' : 'still-open';
    },

    async whose({ made }, { microsoft, given: { application } }) {
      if (made.kind !== 'certificate') return { is: 'not-ours' };
      const { keyCredentials = [] } = (await microsoft.applications.byObjectId(made.of ?? '')) ?? {};
      const found = keyCredentials.find(({ thumbprint }) => thumbprint === made.id);
      if (!found) return { is: 'gone' };
      return { is: made.of === application && ours.test(found.displayName) ? 'ours' : 'not-ours' };
    },

    async undo({ made }, { microsoft, forget, held, keep }) {
      if (made.kind !== 'certificate' || !made.of) return;
      const kept = made.handle ? await held(made.handle) : undefined;
      const replaces = kept?.about.thumbprint === made.id ? kept.about.replaces : undefined;
      const appId = made.handle?.slice(keyHandleOf('').length) ?? '';
      if (replaces) {
        const application = await microsoft.applications.byAppId(appId);
        const stands = application?.keyCredentials.some(({ keyId }) => keyId === replaces);
        if (application && !stands) return { left: 'The new certificate, because the one before it is gone' };
      }
      await microsoft.applications.removeCertificate(made.of, made.id);
      if (!made.handle) return;
      const previous = replaces ? await held(previousKeyHandleOf(appId)) : undefined;
      if (!previous?.value) return forget(made.handle);
      await keep(made.handle, previous.value, previous.about);
      return forget(previous.handle);
    },
  });
};

/** Where the vault keeps the private key of an application's certificate. */
export function keyHandleOf(appId: string): string {
  return `certificate-key:${appId}`;
}

/** Where it keeps that of the one that a rotation has replaced, as long as that is not retired. */
export function previousKeyHandleOf(appId: string): string {
  return `previous-certificate-key:${appId}`;
}

/** By thumbprint; where Entra left the certificate out of its answer, by the name that only one of ours has. */
function isOf(listed: KeyCredential, held: HeldSecret | undefined): boolean {
  if (!held) return false;
  return listed.thumbprint === ''
    ? listed.displayName === credentialName(held.about.operation ?? '')
    : listed.thumbprint === held.about.thumbprint;
}

/** A key that was kept while its certificate never reached Microsoft, or may have: it is added again. */
function reusable(held: HeldSecret | undefined, now: string) {
  const { certificate, thumbprint, startedAt, expiresAt } = held?.about ?? {};
  if (!held?.value || !certificate || !thumbprint || !startedAt || !expiresAt || expiresAt <= now)
    return undefined;
  const times = { startDateTime: startedAt, endDateTime: expiresAt };
  return { certificate, thumbprint, ...times, privateKey: held.value };
}

function missing(): Problem {
  return {
    code: 'certificate-missing',
    title: "This computer doesn't have the key of any certificate of the application",
    because: "It can't sign in without one.",
    remedies: [{ do: 'redo', step: 'create-certificate' }],
    who: { role: least.register },
  };
}

function keyNotHere(endDateTime: string): Problem {
  return {
    code: 'certificate-key-not-here',
    title: "This computer doesn't have the certificate's private key",
    because: `The application has a certificate of an earlier set-up until ${endDateTime.slice(0, 10)}. Its key is on the computer that created it, and the vendor might use it.`,
    remedies: [{ do: 'redo', step: 'create-certificate' }, { do: 'retry' }],
  };
}
