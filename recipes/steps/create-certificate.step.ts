import { optional } from '../../engine/fact.ts';
import type { Problem } from '../../engine/problem.ts';
import type { Secret } from '../../engine/secret.ts';
import type { Change, HeldSecret } from '../../engine/step.ts';
import type { KeyCredential } from '../../microsoft/microsoft.ts';
import { appObjectId, clientId, clientSecret, credential, entraRights } from '../facts.ts';
import { least } from '../known.ts';
import { step } from '../step.ts';
import { credentialName, endsSoon, mayNotAdd, monthsFrom, ours } from './create-secret.step.ts';

interface Seen {
  readonly certificates: readonly KeyCredential[];
  readonly held: HeldSecret | undefined;
  readonly handle: string;
  readonly at: string;
}

/** Seconds in which a certificate that is not listed may only be late. */
const mayBeLate = 60;
const day = 86_400_000;

/**
 * The application may sign in with a certificate whose private key was made here and is kept here. Its thumbprint is
 * known before Microsoft hears of it, so unlike a client secret it is added again without a second one coming of it.
 */
export const createCertificate = (of: { months: number; subject: string }) => {
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
    why: 'Its private key is made and kept on this computer; Microsoft gets the public part',
    severity: 'block',
    checks: ['CRD-03'],
    needs: { application: appObjectId, clientId, rights: optional(entraRights) },
    gives: { credential, clientSecret },
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },

    async look({ microsoft, given, held, now }): Promise<Seen> {
      const handle = keyHandleOf(given.clientId);
      const [application, kept] = await Promise.all([
        microsoft.applications.byAppId(given.clientId),
        held(handle),
      ]);
      return { certificates: application?.keyCredentials ?? [], held: kept, handle, at: now() };
    },

    judge({ certificates, held, handle, at }, { rights }) {
      const live = certificates.filter(({ endDateTime }) => endDateTime > at);
      const kept = live.find((each) => isOf(each, held));
      if (kept && held) {
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
            },
            clientSecret: held.value as Secret,
          },
          shows: [
            held.value
              ? { show: 'held-secret', title: 'Private key', handle, expires: kept.endDateTime }
              : { show: 'text', text: 'The private key was handed over; this computer holds no copy.' },
          ],
          ...(Date.parse(kept.endDateTime) - Date.parse(at) < 30 * day
            ? { warning: endsSoon('certificate', kept.endDateTime, 'create-certificate') }
            : {}),
        };
      }
      // One of ours whose key is elsewhere may be in use there.
      const elsewhere = live.find((each) => ours.test(each.displayName));
      if (elsewhere && !held?.value) return { is: 'blocked', problem: keyNotHere(elsewhere.endDateTime) };
      if (rights?.register.is === 'no')
        return { is: 'waiting', on: 'person', since: at, problem: mayNotAdd('certificate') };
      return { is: 'unmet', changes: [add], problem: missing() };
    },

    foresee: ({ rights }) => (rights?.register.is === 'no' ? [] : [add]),

    async apply(_change, { microsoft, given, operation, keep, held, now }) {
      const handle = keyHandleOf(given.clientId);
      const kept = reusable(await held(handle), now());
      const made =
        kept ??
        (await microsoft.applications.newCertificate({
          subject: of.subject,
          endDateTime: monthsFrom(now(), of.months),
        }));
      const { certificate, thumbprint, startDateTime, endDateTime } = made;
      const about = { certificate, thumbprint, startedAt: startDateTime, expiresAt: endDateTime, operation };
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

    recognise({ at: since }, { certificates, held, handle, at }, given) {
      if (certificates.some((each) => isOf(each, held))) {
        const id = held?.about.thumbprint ?? '';
        return {
          receipt: { made: { kind: 'certificate', id, of: given.application, handle }, owned: true },
        };
      }
      const settled = Date.parse(at) - Date.parse(since) >= mayBeLate * 1000;
      return settled ? 'never-happened' : 'still-open';
    },

    async undo({ made }, { microsoft, forget }) {
      if (made.kind !== 'certificate' || !made.of) return;
      await microsoft.applications.removeCertificate(made.of, made.id);
      if (made.handle) await forget(made.handle);
    },
  });
};

/** Where the vault keeps the private key of an application's certificate. */
export function keyHandleOf(appId: string): string {
  return `certificate-key:${appId}`;
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
    title: 'The application has no certificate whose key is held here',
    because: 'It cannot sign in without one.',
    remedies: [{ do: 'redo', step: 'create-certificate' }],
    who: { role: least.register },
  };
}

function keyNotHere(endDateTime: string): Problem {
  return {
    code: 'certificate-key-not-here',
    title: "This computer does not hold the certificate's private key",
    because: `The application has a certificate of an earlier set-up until ${endDateTime.slice(0, 10)}; its key is where it was made, and it may be in use at the vendor.`,
    remedies: [{ do: 'retry' }],
  };
}
