import type { Entry, RunTenant } from '../engine/journal/journal.ts';
import { answeredBy } from '../engine/model/answers.ts';
import type { Answers } from '../engine/model/question.ts';
import type { Recipe } from '../engine/model/recipe.ts';
import type { Secret } from '../engine/model/secret.ts';
import type { Host, Vault } from '../engine/run/host.ts';
import type { RunRequest } from '../engine/run/run.ts';
import type { UndoRequest } from '../engine/undo/undo.ts';
import { type HostClock, nodeHost } from '../host/host.ts';
import { withPretend } from '../host/input/sample-secrets.ts';
import type { ParseQuery } from '../host/kql/query-refusals.ts';
import type { Home } from '../host/storage/home.ts';
import type { RunEntries } from '../host/storage/journal-file.ts';
import { earlierEntries } from '../host/storage/runs.ts';
import { collectEvidence } from '../microsoft/clients/evidence.ts';
import type { Microsoft } from '../microsoft/contract/microsoft.ts';
import type { World } from '../recipes/catalogue/step.ts';
import { checkQueries, worldOf } from './queries.ts';

/** Where a run writes and what it runs by. `vault`: in place of the home's own. */
export interface RunPlace {
  readonly home: Pick<Home, 'vault' | 'journal'>;
  readonly vault?: Vault;
  readonly clock?: HostClock;
}

/** The host of every run: its journal and vault are the home's, and what is asked of Microsoft is its evidence. */
export function hostOf({ home, vault = home.vault, clock }: RunPlace): Host {
  return nodeHost({ vault, journal: home.journal, watch: collectEvidence, ...(clock ? { clock } : {}) });
}

/** What window and command line know of a run before it begins. */
export interface RunParts {
  readonly recipe: Recipe<World>;
  readonly answers: Answers;
  readonly microsoft: Microsoft;
  readonly tenant: RunTenant;
  readonly runId: string;
  readonly host: Host;
  /** Reads a query: the window in a thread, the command line here. */
  readonly parse: ParseQuery;
}

/**
 * A request to run, but for who approves it, hears it and stops it. `runs`: every run of the home.
 * @throws BadInput for a query that can't be sent, by the name of its question
 */
export async function runRequest(
  parts: RunParts & {
    readonly intent: RunRequest<World>['intent'];
    readonly secretAnswers: Readonly<Record<string, Secret>>;
    readonly runs: readonly RunEntries[];
    /** Steps to repair or to rotate with, and what they need; all of them unless said. */
    readonly only?: readonly string[] | undefined;
  },
): Promise<Omit<RunRequest<World>, 'approve' | 'onEntry' | 'signal' | 'waits'>> {
  const { recipe, tenant, intent, answers, only } = parts;
  await checkQueries(recipe.questions, answers, parts.parse);
  return {
    ...common(parts),
    intent,
    answers,
    secretAnswers: withPretend(parts.secretAnswers, recipe.questions, tenant),
    earlier: earlierEntries(parts.runs, { recipe: recipe.id, tenantId: tenant.tenantId }),
    ...(only && only.length > 0 ? { only } : {}),
  };
}

/**
 * A request to undo, but for who approves it, hears it and stops it. `entries`: those of the run; without them what
 * stands of the connection is taken away, whoever made it.
 */
export function undoRequest(
  parts: RunParts & { readonly entries: readonly Entry[] | undefined },
): Omit<UndoRequest<World>, 'approve' | 'confirm' | 'onEntry' | 'signal'> {
  const { entries, answers } = parts;
  return {
    ...common(parts),
    entries: entries ?? [],
    ...(entries ? {} : { disconnects: true as const, answers }),
  };
}

function common({ recipe, answers, microsoft, tenant, runId, host, parse }: RunParts) {
  // Ages and ends are reckoned by Microsoft's time: this computer's clock may be wrong.
  const inTheirTime: Host = { ...host, now: () => microsoft.clock.now() };
  const world = worldOf(microsoft, parse);
  return { recipe, answered: answeredBy(answers), world, host: inTheirTime, tenant, runId };
}
