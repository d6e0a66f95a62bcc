import { describe, expect, it } from 'vitest';
import type { Entry } from '../engine/journal/journal.ts';
import type { Microsoft } from '../microsoft/contract/microsoft.ts';
import { recipes } from '../recipes/index.ts';
import { parseHere } from './queries.ts';
import { hostOf, runRequest, undoRequest } from './run-request.ts';

const recipe = recipes.find(({ id }) => id === 'dropzone-sentinel') as (typeof recipes)[number];
const tenant = {
  tenantId: '5e471e1a-0000-4000-8000-0123456789ab',
  tenantName: 'Contoso',
  cloud: 'public',
  practice: true,
  account: 'ada',
};
const entry = (runId: string, of: object): Entry =>
  ({ v: 1, runId, seq: 1, at: '2026-11-22T10:00:00Z', ...of }) as never;
const began = (runId: string, of: object = {}) =>
  entry(runId, {
    kind: 'run-began',
    recipe: recipe.id,
    title: '',
    intent: 'set-up',
    tenant,
    answers: {},
    steps: [],
    ...of,
  });
const appended: Entry[] = [];
const home = {
  vault: { keep: async () => 'durable', held: async () => undefined, forget: async () => undefined },
  journal: { append: async (each: Entry) => void appended.push(each) },
} as never;
const parts = {
  recipe,
  answers: { use: 'both' },
  microsoft: {} as Microsoft,
  tenant,
  runId: 'now',
  host: hostOf({ home }),
  parse: parseHere,
} as const;

describe('what window and command line ask of a run', () => {
  it('keeps evidence of every request, in undo too, and writes to the journal of the home', async () => {
    expect(undoRequest({ ...parts, entries: [] }).host.watch).toBeTypeOf('function');
    await parts.host.append(began('now'));
    expect(appended.map(({ runId }) => runId)).toEqual(['now']);
  });

  it('takes up earlier runs of this recipe in this tenant and no others', async () => {
    const other = { ...tenant, tenantId: '5e471e1a-0000-4000-8000-000000000000' };
    const runs = [
      { runId: 'a', entries: [began('a')] },
      { runId: 'b', entries: [began('b', { recipe: 'generic-siem' })] },
      { runId: 'c', entries: [began('c', { tenant: other })] },
    ];
    const request = await runRequest({ ...parts, intent: 'repair', secretAnswers: {}, runs });
    expect(request.earlier.map(({ runId }) => runId)).toEqual(['a']);
    expect(request).not.toHaveProperty('only');
  });

  it('means every step where none is named', async () => {
    const only = async (named: readonly string[]) =>
      (await runRequest({ ...parts, intent: 'repair', secretAnswers: {}, runs: [], only: named })).only;
    expect([await only([]), await only(['create-secret'])]).toEqual([undefined, ['create-secret']]);
  });

  it.each(['set-up', 'verify', 'repair', 'rotate'] as const)(
    'refuses a query that leaves the workspace by its name, and takes one that only names it: %s',
    async (intent) => {
      const asked = (query: string) =>
        runRequest({
          ...parts,
          answers: { ...parts.answers, kqlQueries: [query] },
          intent,
          secretAnswers: {},
          runs: [],
        });
      await expect(asked("cluster('x').T")).rejects.toMatchObject({
        refusals: [{ field: 'kqlQueries', reason: expect.stringContaining('"cluster()" reads another') }],
      });
      expect(await asked('T | where Title has "cluster(\'x\')"')).toMatchObject({ intent });
    },
  );

  it('a profile with such a query can still be undone', () => {
    const answers = { kqlQueries: ["cluster('x').T"] };
    expect(undoRequest({ ...parts, answers, entries: undefined })).toMatchObject({ disconnects: true });
  });

  it('undoes what a run wrote, or without a run what stands of the connection by its answers', () => {
    const entries = [began('a')];
    const run = undoRequest({ ...parts, entries });
    expect([run.entries, run.disconnects]).toEqual([entries, undefined]);
    expect(undoRequest({ ...parts, entries: undefined })).toMatchObject({
      entries: [],
      disconnects: true,
      answers: { use: 'both' },
    });
  });
});
