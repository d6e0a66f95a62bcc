import { guidOf, type JsonObject, type WorkspaceObject } from '@sentinel-onboarding/practice/values';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { type Computer, computer, type Ended } from './computer.ts';
import { isComplete, type Stage, stage, stopOf } from './world.ts';

/** What a set-up of many workspaces puts on its way. Times are seconds on the virtual clock at 100 ms an answer. */
export interface Many {
  readonly workspaces: number;
  readonly peak: number;
  readonly seconds: number;
  readonly complete: boolean;
  readonly codes: readonly string[];
}

/** A set-up of so many workspaces; `throttled` is the share of requests that are answered 429 once the run is on. */
export async function many(recipe: Recipe<World>, workspaces: number, throttled = 0): Promise<Many> {
  const here = stage(recipe, 'fresh', { lagSeconds: 0, seed: 1 });
  const picked = withWorkspaces(here, workspaces);
  const one = await computer(here.truth);
  const faults =
    throttled === 0 ? [] : [{ kind: '429-seconds' as const, times: 'always' as const, chance: throttled }];
  here.truth.tenant.setWeather({ latencyMs: 100, faults });
  const began = here.truth.clock.now();
  const ended = await one.setUp(recipe, { workspace: picked });
  return manyOf(workspaces, one, ended, (here.truth.clock.now() - began) / 1000);
}

function manyOf(workspaces: number, { peak }: Computer, ended: Ended, seconds: number): Many {
  const complete = isComplete(ended);
  return { workspaces, peak, seconds, complete, codes: complete ? [] : stopOf(ended).codes };
}

/** Puts twins of a tenant's first workspace with Sentinel beside it. @returns the ids to pick, the first one included */
function withWorkspaces({ truth }: Stage, count: number): readonly string[] {
  const all = Object.values(truth.tenant.state().workspaces);
  const like = all.find(({ sentinel }) => sentinel.onboardingState) as WorkspaceObject;
  const ids = [like.id];
  for (let nth = 1; nth < count; nth++) {
    const name = `${like.name}-${nth}`;
    const id = like.id.replace(/[^/]+$/u, name);
    const twin = { ...like, id, name, customerId: guidOf('workspace', name) };
    truth.act({ do: 'put', kind: 'workspaces', value: twin as unknown as JsonObject });
    ids.push(id);
  }
  truth.clock.advance(3_600_000);
  truth.begin();
  return ids;
}
