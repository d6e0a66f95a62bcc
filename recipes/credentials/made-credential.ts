/** What a client secret and a certificate of ours have in common: their name, their dates, rotation and the way back. */
import { optional, type Values } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Begun, Finding, HeldSecret, Left, Receipt, Tools } from '../../engine/model/step.ts';
import type { Application } from '../../microsoft/contract/microsoft.ts';
import {
  appObjectId,
  clientId,
  clientSecret,
  credential,
  entraRights,
  maker,
  type Retirement,
} from '../catalogue/facts.ts';
import type { Undoing, World } from '../catalogue/step.ts';
import { endsSoon, madeTwice } from './problems.ts';
import type { Rotation } from './rotation.ts';

/** What adding one needs to know, and what it tells. */
export const needs = {
  application: appObjectId,
  clientId,
  rights: optional(entraRights),
  maker: optional(maker),
};
export const gives = { credential, clientSecret };
export type Given = Values<typeof needs>;
export type Found = Finding<typeof gives>;
export type Working = Tools<typeof needs, World>;

const day = 86_400_000;

/** Seconds in which a credential that is not listed may only be late (reliability: reconcile before a repeat). */
export const mayBeLate = 60;

/** A credential's name carries the operation that made it, so that every orphan can be told from another admin's. */
export function credentialName(operation: string): string {
  return `Sentinel Onboarding ${operation}`;
}
/** The name of a credential that this product made. */
export const ours = /^Sentinel Onboarding [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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
function secondsFrom(now: string, seconds: number): string {
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

/** Whether another credential is created although one is live, and whether a rotation asks for it. */
export function another(
  of: { readonly anew?: boolean; readonly rotation?: Rotation | undefined },
  madeHere: boolean,
  replaced: Retirement | undefined,
): { readonly anew: boolean; readonly rotates: boolean } {
  // A rotation that is under way, here or since an earlier run, makes no third one.
  const rotates = of.rotation !== undefined && !of.rotation.retireNow && !replaced && !madeHere;
  return { anew: (of.anew === true && !madeHere) || rotates, rotates };
}

/** What the vault notes of a new credential in a rotation: whose place it takes, and until when both hold. */
export function takesOver(rotation: Rotation, now: string) {
  return { replaces: rotation.replaces, until: secondsFrom(now, rotation.overlap) };
}

/** Whether an operation that isn't listed can no longer be late. Both times are ISO-8601 UTC. */
export function isSettled(since: string, at: string): boolean {
  return Date.parse(at) - Date.parse(since) >= mayBeLate * 1000;
}

/** One kind of credential, as its undo needs it. */
export interface CredentialKind {
  readonly what: 'client secret' | 'certificate';
  /** What of the vault's notes is the ID in a receipt. */
  readonly idIn: 'keyId' | 'thumbprint';
  readonly handleOf: (appId: string) => string;
  readonly previousHandleOf: (appId: string) => string;
  readonly listed: (application: Application) => readonly { readonly keyId: string }[];
  readonly remove: (world: World, objectId: string, id: string) => Promise<void>;
}

/** Removes the credential of a receipt, and puts back the value of the one it replaced. */
export async function removeMade(
  of: CredentialKind,
  { made }: Receipt,
  tools: Undoing,
): Promise<undefined | void | Left> {
  const { microsoft, forget, held, keep } = tools;
  if (!made.of) return;
  const kept = made.handle ? await held(made.handle) : undefined;
  const replaces = kept?.about[of.idIn] === made.id ? kept.about.replaces : undefined;
  const appId = made.handle?.slice(of.handleOf('').length) ?? '';
  if (replaces) {
    const application = await microsoft.applications.byAppId(appId);
    const stands = application && of.listed(application).some(({ keyId }) => keyId === replaces);
    if (application && !stands) return { left: `The new ${of.what}, because the one before it is gone` };
  }
  await of.remove(tools, made.of, made.id);
  if (!made.handle) return;
  const previous = replaces ? await held(of.previousHandleOf(appId)) : undefined;
  if (!previous?.value) return forget(made.handle);
  await keep(made.handle, previous.value, previous.about);
  return forget(previous.handle);
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
