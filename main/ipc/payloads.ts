import { z } from 'zod';
import { formats } from '../../host/profile/renderings/format.ts';
import type { CallName, Take } from '../../preload/contract.ts';

/** Names no answer, call or field may have: they reach a prototype instead of a property. */
const reaching = new Set(['__proto__', 'constructor', 'prototype']);

const nothing = z.undefined();
const id = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/u)
  .refine((text) => !reaching.has(text));
const line = z.string().max(2048);
const query = z.string().max(65_536);
const runId = z.uuid();
const planHash = z.string().regex(/^[0-9a-f]{64}$/u);
const recipe = id;
const passphrase = z.string().min(1).max(1024);
const answer = z.union([
  z.string().max(65_536),
  z.number(),
  z.boolean(),
  z.array(z.string().max(65_536)).max(5000),
]);
const answers = z.record(id, answer);
/** Ids of the vendor's form may hold more than a question's id. */
const form = z.record(id, answer);
/** A connection by its questions' answers or by an opened profile. */
const connection = z.union([
  z.strictObject({ recipe, answers }),
  z.strictObject({ profileFile: z.string().max(4096) }),
]);

/** The shape of every call's payload. Strict: an unknown field refuses the whole. */
const shapes: { readonly [N in CallName]: z.ZodType<Take<N>> } = {
  'app.state': nothing,
  'theme.choose': z.strictObject({ theme: z.enum(['system', 'light', 'dark']) }),
  'practice.enter': z.strictObject({ tenant: id, startOver: z.boolean().exactOptional() }),
  'practice.reset': nothing,
  'practice.leave': nothing,
  'practice.colleague': z.strictObject({ runId }),
  'tenant.find': z.strictObject({ tenant: z.string().max(255), cloud: id }),
  'sign-in.start': z.strictObject({
    tenant: z.string().max(255),
    cloud: id,
    how: z.enum(['browser', 'device-code', 'azure-cli']),
    clientId: z.string().max(64).exactOptional(),
    recipe,
  }),
  'sign-in.open-again': nothing,
  'sign-in.cancel': nothing,
  'sign-out': nothing,
  'proxy.sign-in': z.strictObject({
    userName: z.string().min(1).max(256),
    password: z.string().min(1).max(1024),
  }),
  'proxy.cancel': nothing,
  'questions.choose': z.strictObject({
    recipe,
    again: z.boolean().exactOptional(),
    application: z.string().max(255).exactOptional(),
  }),
  'questions.check': z.strictObject({ recipe, answers }),
  'questions.beside': z.strictObject({ recipe, picked: line }),
  'query.parse': z.strictObject({ query }),
  'query.complete': z.strictObject({ query, at: z.int().min(0).max(65_536) }),
  'query.try': z.strictObject({ recipe, picked: line, query }),
  'questions.secret': z.strictObject({ recipe, ask: id, value: z.string().max(8192) }),
  'plan.make': z.strictObject({ recipe, answers, runId: runId.exactOptional() }),
  'plan.save': z.strictObject({ runId }),
  'run.start': z.strictObject({ runId, planHash, passphrase: passphrase.exactOptional() }),
  'run.stop': z.strictObject({ runId }),
  'run.entries': z.strictObject({ runId }),
  'run.forget': z.strictObject({ runId }),
  'undo.plan': z.strictObject({ runId }),
  'disconnect.plan': z.strictObject({ of: connection }),
  'undo.start': z.strictObject({
    runId,
    planHash,
    confirmed: z.array(z.int().min(0).max(5000)).max(5000).exactOptional(),
  }),
  'check.start': connection,
  'repair.plan': z.strictObject({ of: connection, only: z.array(line).max(200).exactOptional() }),
  'rotation.plan': z.strictObject({
    of: z.union([z.strictObject({ profileFile: z.string().max(4096) }), z.strictObject({ runId })]),
    retireAfter: z.enum(['0s', '1d', '7d', '30d']),
    retireNow: z.boolean(),
  }),
  'calendar.save': z.strictObject({ runId }),
  'profile.of-run': z.strictObject({ runId, form: form.exactOptional() }),
  'profile.save': z.strictObject({
    runId,
    format: z.enum(formats),
    passphrase: passphrase.exactOptional(),
    form: form.exactOptional(),
  }),
  'report.save': z.strictObject({ runId, form: z.enum(['html', 'pdf', 'json']) }),
  'profile.copy': z.strictObject({
    of: z.union([
      z.strictObject({ runId, form: form.exactOptional() }),
      z.strictObject({ file: z.string().max(4096) }),
    ]),
    format: z.enum(formats),
  }),
  'profile.open': z.strictObject({
    passphrase: passphrase.exactOptional(),
    file: z.string().max(4096).exactOptional(),
  }),
  'profile.convert': z.strictObject({
    file: z.string().max(4096),
    passphrase: passphrase.exactOptional(),
    format: z.enum(formats),
    seal: passphrase.exactOptional(),
  }),
  'secret.hint': z.strictObject({ handle: line }),
  'secret.copy': z.strictObject({ handle: line }),
  'mail.open': z.strictObject({ subject: z.string().max(200), message: z.string().max(8192) }),
  'diagnostics.save': nothing,
  'text.copy': z.strictObject({ text: z.string().max(65_536) }),
  'link.open': z.strictObject({ url: line }),
};

/** What a call may take, checked; undefined where it has another shape. */
export function readPayload(name: CallName, take: unknown): { readonly take: unknown } | undefined {
  if (!isPlain(take)) return undefined;
  const read = shapes[name].safeParse(take);
  return read.success ? { take: read.data } : undefined;
}

/**
 * Structured clone brings Dates, Maps and own properties called `__proto__` over; a schema would take the first
 * two for empty objects and drop the third without a word.
 */
function isPlain(take: unknown): boolean {
  if (take === null || typeof take !== 'object') return true;
  if (Array.isArray(take)) return take.every(isPlain);
  const prototype: unknown = Object.getPrototypeOf(take);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.entries(take).every(([key, value]) => !reaching.has(key) && isPlain(value));
}
