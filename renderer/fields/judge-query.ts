import { costWords } from '../../engine/model/query-cost.ts';
import type { QueryFault } from '../../preload/contract.ts';
import { ask } from '../state/invoke.ts';

/** What is known of a query: from the language library first, then from the workspace. */
export type Judged =
  | { readonly is: 'empty' | 'looking' }
  | { readonly is: 'not-kql'; readonly faults: readonly QueryFault[] }
  | { readonly is: 'refused' | 'could-not-look'; readonly because: string }
  | { readonly is: 'runs'; readonly words: string };

/** Tells of each judgement as it comes. Without workspaces, or a recipe, the first is all. */
export async function judgeQuery(
  of: { readonly query: string; readonly recipe: string | undefined; readonly picked: readonly string[] },
  tell: (judged: Judged) => void,
): Promise<void> {
  const { query, recipe, picked } = of;
  if (query.trim() === '') return tell({ is: 'empty' });
  const faults = await ask('query.parse', { query });
  if (faults.length > 0) return tell({ is: 'not-kql', faults });
  if (!recipe || picked.length === 0)
    return tell({ is: 'runs', words: 'Valid KQL. Choose a workspace to run it.' });
  tell({ is: 'looking' });
  const tried = await Promise.all(picked.map((each) => tryOn(each, recipe, query)));
  tell(
    tried.find(({ is }) => is === 'refused') ??
      tried.find(({ is }) => is === 'could-not-look') ?? {
        is: 'runs',
        words: tried.map((each) => (each.is === 'runs' ? each.words : '')).join(' '),
      },
  );
}

type Tried = Extract<Judged, { readonly is: 'refused' | 'could-not-look' | 'runs' }>;

/** What one workspace says of a query, by its name. */
async function tryOn(picked: string, recipe: string, query: string): Promise<Tried> {
  const name = picked.split('/').at(-1) ?? '';
  const answer = await ask('query.try', { recipe, picked, query });
  if ('ok' in answer) return { is: 'runs', words: `On ${name}: ${costWords(answer.ok)}` };
  if ('problem' in answer) {
    const { code, because } = answer.problem;
    const is = code === 'query-not-understood' ? 'refused' : 'could-not-look';
    return { is, because: `On ${name}: ${because}` };
  }
  const [refusal] = answer.refusals;
  return { is: 'could-not-look', because: refusal ? `${refusal.reason} ${refusal.remedy}` : '' };
}
