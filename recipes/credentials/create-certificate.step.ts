import type { Problem } from '../../engine/model/problem.ts';
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
import type { KeyCredential } from '../../microsoft/contract/microsoft.ts';
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
  monthsFrom,
  needs,
  ours,
  removeMade,
  replacedBy,
  takesOver,
  type Working,
  warned,
} from './made-credential.ts';
import { mayNotAdd, profileOutdated } from './problems.ts';
import type { Rotation } from './rotation.ts';

interface Wanted {
  readonly months: number;
  readonly subject: string;
  readonly certificate?: string;
  readonly anew?: boolean;
  readonly rotation?: Rotation | undefined;
}

interface Seen {
  /** Whether the signed-in one owns the application, where that was looked at. */
  readonly owns: boolean | undefined;
  readonly certificates: readonly KeyCredential[];
  readonly held: HeldSecret | undefined;
  readonly handle: string;
  readonly begun: readonly Begun[];
  readonly madeHere: boolean;
  /** A key that a person gave, with a sealed profile for one. */
  readonly answered: Secret | undefined;
  readonly at: string;
}

const addCertificate = (months: number): Change => ({
  verb: 'add',
  what: 'Certificate',
  where: 'the application',
  right: least.register,
  undoneBy: 'Undo removes it',
  months,
});

/**
 * The application may sign in with a certificate whose private key was made here and is kept here. Its thumbprint is
 * known before Microsoft hears of it, so unlike a client secret it is added again without a second one coming of it. A
 * rotation adds one new certificate to the one it replaces. `certificate` (DER in base64) is what a profile says of the
 * one in use: with it, a key that is given instead of held here is taken for that one's.
 */
export const createCertificate = (of: Wanted) =>
  step({
    id: 'create-certificate',
    title: 'Create a certificate',
    why: 'Its private key is created and stays on this computer. Microsoft gets only the public part.',
    severity: 'block',
    checks: ['CRD-01', 'CRD-03'],
    needs,
    gives,
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },
    look: lookAtCertificates,
    judge: (seen, { rights }) => judgeCertificates(of, seen, rights),
    foresee: ({ rights }) => (rights?.register.is === 'no' ? [] : [addCertificate(of.months)]),
    apply: (_change, tools) => applyCertificate(of, tools),
    recognize: recognizeCertificate,
    whose: whoseCertificate,
    async undo(receipt, tools) {
      return receipt.made.kind === 'certificate' ? removeMade(certificateKind, receipt, tools) : undefined;
    },
  });

async function lookAtCertificates(tools: Working): Promise<Seen> {
  const { microsoft, given, held, begun, made, secretAnswers, now } = tools;
  const handle = keyHandleOf(given.clientId);
  const [application, kept, owns] = await Promise.all([
    microsoft.applications.byAppId(given.clientId),
    held(handle),
    isOwner(microsoft, given.application, given),
  ]);
  const madeHere = made.some(({ made: { kind } }) => kind === 'certificate');
  return {
    certificates: application?.keyCredentials ?? [],
    held: kept,
    owns,
    begun,
    handle,
    madeHere,
    answered: secretAnswers.clientSecret,
    at: now(),
  };
}

function judgeCertificates(of: Wanted, seen: Seen, rights: Given['rights']): Found {
  const { certificates, held, madeHere, answered, at } = seen;
  const live = certificates.filter(({ endDateTime }) => endDateTime > at);
  const kept = live.find((each) => isOf(each, held));
  const { anew, rotates } = another(of, madeHere, replacedBy(held, certificates));
  if (rotates && !certificates.some(({ keyId }) => keyId === of.rotation?.replaces))
    return { is: 'blocked', problem: profileOutdated('certificate') };
  if (kept && held && !anew) return judgeHeld(seen, live, kept, held);
  const named = live.find(({ certificate }) => certificate !== '' && certificate === of.certificate);
  if (named && answered?.startsWith('-----BEGIN') && !anew) {
    return {
      is: 'met',
      facts: {
        credential: {
          kind: 'certificate',
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
  if (isSomeoneElses(rights, seen.owns))
    return { is: 'waiting', on: 'person', since: at, problem: mayNotAdd('certificate', rights?.register) };
  return { is: 'unmet', changes: [addCertificate(of.months)], problem: missing() };
}

/** The certificate whose key this computer holds, or handed over. */
function judgeHeld(
  { certificates, begun, handle, at }: Seen,
  live: readonly KeyCredential[],
  kept: KeyCredential,
  held: HeldSecret,
): Found {
  const replaced = replacedBy(held, certificates);
  return {
    is: 'met',
    facts: {
      credential: {
        kind: 'certificate',
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

async function applyCertificate(of: Wanted, tools: Working): Promise<Receipt> {
  const { microsoft, given, operation, keep, held, now } = tools;
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
      ? takesOver(of.rotation, now())
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
}

function recognizeCertificate(
  { at: since }: Begun,
  { certificates, held, handle, at }: Seen,
  given: Given,
): Recognized {
  if (certificates.some((each) => isOf(each, held))) {
    const id = held?.about.thumbprint ?? '';
    return {
      receipt: { made: { kind: 'certificate', id, of: given.application, handle }, owned: true },
    };
  }
  return isSettled(since, at) ? 'never-happened' : 'still-open';
}

async function whoseCertificate(
  { made }: Receipt,
  { microsoft, given: { application } }: Looking<typeof needs, World>,
): Promise<Whose> {
  if (made.kind !== 'certificate') return { is: 'not-ours' };
  const { keyCredentials = [] } = (await microsoft.applications.byObjectId(made.of ?? '')) ?? {};
  const found = keyCredentials.find(({ thumbprint }) => thumbprint === made.id);
  if (!found) return { is: 'gone' };
  return { is: made.of === application && ours.test(found.displayName) ? 'ours' : 'not-ours' };
}

const certificateKind: CredentialKind = {
  what: 'certificate',
  idIn: 'thumbprint',
  handleOf: keyHandleOf,
  previousHandleOf: previousKeyHandleOf,
  listed: ({ keyCredentials }) => keyCredentials,
  remove: ({ microsoft }, objectId, thumbprint) =>
    microsoft.applications.removeCertificate(objectId, thumbprint),
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
