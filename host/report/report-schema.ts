import { z } from 'zod';

const text = z.string('This is not a text.').max(65_536, 'This is too long.');
const line = z.string('This is not a text.').max(4_096, 'This is too long.');
const name = z.string('This is not a text.').regex(/^[A-Za-z0-9][\w.:-]{0,199}$/, 'This is not a name.');
const time = z
  .string('This is not a text.')
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/, 'This is not a time in UTC (ISO 8601).');
const count = z.number('This is not a number.').min(0, 'This is below zero.').max(1e15, 'This is too large.');
const counts = z.array(count, 'This is not a list.').max(2_000, 'This is too long.');
const many = <T extends z.ZodType>(of: T, most = 2_000) =>
  z.array(of, 'This is not a list.').max(most, 'This is too long.');
const word = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, `This is none of: ${words.join(', ')}.`);

const state = word(['met', 'unmet', 'waiting', 'blocked', 'unknown', 'not-reached']);
const evidence = z.strictObject({
  request: line,
  answer: line,
  identity: word(['person', 'application']),
  at: line,
  requestId: line.optional(),
  correlation: line.optional(),
});
const trace = z.strictObject({
  at: line,
  answer: line.optional(),
  request: line.optional(),
  correlation: line.optional(),
});
/** Remedies are kept as text only, so a report can't link anywhere. */
const remedy = z.union([
  z.strictObject({ do: z.literal('ask-someone'), message: text }),
  z.strictObject({ do: z.literal('retry') }),
]);
const problem = z.strictObject({
  code: name,
  title: line,
  because: text,
  remedies: z.tuple([remedy]),
  who: z.strictObject({ role: line, people: many(line).optional() }).optional(),
  trace: trace.optional(),
});
const change = z.strictObject({
  verb: word(['create', 'add', 'update', 'grant', 'assign', 'send', 'remove', 'revoke']),
  what: line,
  where: line,
  right: line,
  undoneBy: line,
  months: count.optional(),
  by: word(['you', 'someone-else']).optional(),
});

const chart = z.discriminatedUnion('chart', [
  z.strictObject({
    chart: z.literal('delay'),
    binSeconds: count,
    counts,
    marks: z.strictObject({ p50: count, p95: count, p99: count }),
  }),
  z.strictObject({
    chart: z.literal('incidents'),
    vendor: line,
    history: z.strictObject({
      days: many(z.iso.date('This is not a day.'), 400),
      parts: many(z.strictObject({ severity: line, statuses: many(line, 20), counts }), 200),
    }),
    takes: z.strictObject({ severities: many(line, 20), statuses: many(line, 20) }),
  }),
  z.strictObject({
    chart: z.literal('access'),
    application: line,
    given: many(
      z.strictObject({
        name: line,
        by: word(['data-consent', 'graph-consent', 'azure-role', 'vault-role', 'vault-policy']),
        reaches: line,
        verb: line,
      }),
    ),
    leftOut: many(z.strictObject({ name: line, because: line })),
  }),
]);
const title = line.optional();
const show = z.discriminatedUnion('show', [
  z.strictObject({ show: z.literal('text'), text }),
  z.strictObject({ show: z.literal('pairs'), title, pairs: many(z.tuple([line, text])) }),
  z.strictObject({
    show: z.literal('table'),
    title,
    columns: many(z.strictObject({ title: line, numeric: z.literal(true).optional() }), 50),
    rows: many(many(text, 50)),
  }),
  z.strictObject({
    show: z.literal('checklist'),
    title,
    at: time.optional(),
    items: many(z.strictObject({ is: state, title: line, caption: text.optional() })),
  }),
  z.strictObject({ show: z.literal('chart'), title: line, caption: line, chart }),
  z.strictObject({ show: z.literal('code'), title, code: text }),
]);

const card = z.strictObject({
  id: line,
  title: line,
  why: text,
  severity: word(['block', 'warn', 'info']),
  checks: many(name, 200),
  mark: word([
    'met',
    'unmet',
    'waiting',
    'blocked',
    'unknown',
    'not-reached',
    'waiting-person',
    'running',
    'pending',
  ]),
  caption: text,
  ms: count,
  usually: z.strictObject({ from: count, to: count }).optional(),
  since: line.optional(),
  settling: z.strictObject({ looks: count, agreed: count }).optional(),
  changes: many(z.strictObject({ change, is: word(['planned', 'made', 'undone']) })),
  repairs: many(change),
  shows: many(show, 200),
  problem: problem.optional(),
  warning: problem.optional(),
  evidence: many(evidence),
});

/** The shape of a report, version 1. Strict at every depth: an unknown field is refused, not ignored. */
export const reportSchema = z.strictObject({
  report: z.literal(1),
  program: line,
  vendor: line,
  madeAt: time,
  runId: z.uuid("This isn't a run ID."),
  recipe: name,
  title: line,
  intent: word(['plan', 'verify', 'set-up', 'repair', 'rotate', 'undo']),
  beganAt: time,
  lastAt: time,
  ended: word(['done', 'incomplete', 'declined', 'cancelled', 'stale', 'not-ended']),
  tenant: z.strictObject({
    tenantId: z.uuid('This is not a tenant ID.'),
    tenantName: line,
    cloud: name,
    practice: z.boolean('This is neither true nor false.'),
    account: line,
  }),
  planHash: z.string().regex(/^(?:[0-9a-f]{64})?$/, 'This is not the hash of a plan.'),
  changes: many(
    z.strictObject({
      step: line,
      change,
      is: word(['planned', 'made', 'found', 'failed', 'open', 'undone']),
      at: time.optional(),
      operation: line.optional(),
      made: z.strictObject({ kind: line, id: line }).optional(),
      problem: z.strictObject({ code: name, title: line, because: text, trace: trace.optional() }).optional(),
      requests: many(evidence),
    }),
  ),
  checks: many(card, 500),
  integrity: z.string().regex(/^[0-9a-f]{64}$/, 'This is not a hash.'),
});
