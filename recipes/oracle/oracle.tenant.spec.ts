import type { Contents, TenantState } from '@sentinel-onboarding/practice';
import { beforeAll, describe, expect, it } from 'vitest';
import { verdict } from '../../engine/run/run.ts';
import { apis } from '../catalogue/microsoft-ids.ts';
import { recipes } from '../index.ts';
import { type LabCopy, lab, labOf, type Process } from '../scenarios/lab.spec-kit.ts';
import { arrange, type Plot, plots } from './generated-tenants.spec-kit.ts';
import { type Connection, obstacles } from './oracle.spec-kit.ts';

const recipe = recipes.find(({ id }) => id === 'dropzone-sentinel') as (typeof recipes)[number];
const count = 300;

const all = <K extends keyof Contents>(state: TenantState, kind: K) =>
  Object.values(state[kind] as unknown as Readonly<Record<string, Contents[K]>>);

/** A connection that works, once set up for all: each tenant is a copy of it. */
async function connected(): Promise<{ readonly copy: LabCopy; readonly of: Connection }> {
  const at = lab('fresh');
  const { picture } = await (await at.open()).run(recipe, 'set-up');
  expect(picture.ended).toBe('done');
  const state = at.tenant.state();
  const workspace = all(state, 'workspaces').find(({ name }) => name === 'soc-prod-neu');
  const ours = all(state, 'applications').find(({ displayName }) => displayName.startsWith('Dropzone'));
  if (!workspace || !ours) throw new Error('the set-up made nothing');
  // What its tables hold is nothing of this, and takes long to make up.
  const signals = { profile: 'empty', seed: 1 } as const;
  at.tenant.act({ do: 'change', kind: 'workspaces', id: workspace.id, to: { signals } });
  return {
    copy: at.copy(),
    of: {
      clientId: ours.appId,
      keyId: ours.passwordCredentials[0]?.keyId ?? '',
      workspace: workspace.id,
      permissions: [
        [apis['log-analytics'].appId, 'Data.Read'],
        [apis.graph.appId, 'SecurityEvents.Read.All'],
      ],
    },
  };
}

interface Judged {
  readonly plot: Plot;
  readonly works: boolean;
  readonly obstacles: readonly string[];
  /** The same from an oracle that has never heard of groups. */
  readonly withoutGroups: readonly string[];
  readonly steps: readonly string[];
}

const checked = async (process: Process, { workspace }: Connection) =>
  (await process.run(recipe, 'verify', { answers: { workspace: [workspace] } })).picture;

async function judge(copy: LabCopy, of: Connection, plot: Plot): Promise<Judged> {
  const at = labOf(copy);
  arrange(at, of, plot);
  const state = at.tenant.state();
  const now = at.tenant.clock.now();
  const process = await at.open();
  // A workspace that is gone is refused as an answer, before anything is looked at.
  const picture = plot.workspace === 'gone' ? undefined : await checked(process, of);
  return {
    plot,
    works: picture !== undefined && verdict(picture) === 0,
    obstacles: obstacles(state, of, now),
    withoutGroups: obstacles({ ...state, groups: {} }, of, now),
    steps: (picture?.steps ?? [])
      .filter(({ is, heading }) => is !== 'met' && heading.severity === 'block')
      .map(({ heading, is, finding }) => `${heading.id} ${is} ${finding?.problem?.code ?? ''}`),
  };
}

describe(`${count} tenants`, () => {
  const judged: Judged[] = [];
  beforeAll(async () => {
    const { copy, of } = await connected();
    for (const plot of plots(count, 14)) judged.push(await judge(copy, of, plot));
  });

  it('a check says it works where an oracle that knows nothing of it does, and nowhere else', () => {
    const disagree = judged.filter(({ works, obstacles: found }) => works !== (found.length === 0));
    expect(disagree).toEqual([]);
    expect(judged).toHaveLength(count);
  });

  it('are of both kinds, and each obstacle stands in the way by itself as well', () => {
    const works = judged.filter((each) => each.works).length;
    console.log(`oracle: ${count} tenants, ${works} work`);
    expect(works).toBeGreaterThan(count / 5);
    expect(works).toBeLessThan((count * 4) / 5);
    const alone = new Set(judged.flatMap(({ obstacles: found }) => (found.length === 1 ? found : [])));
    expect([...alone].sort()).toEqual([
      'Microsoft Sentinel is off',
      'it is disabled',
      'it is queried through a private link alone',
      'it may not list incidents',
      'it may not read tables',
      'its credential does not hold',
      'nobody has consented to Data.Read',
      'nobody has consented to SecurityEvents.Read.All',
      'the API of Data.Read is disabled',
      'the workspace is gone',
    ]);
  });

  it('work through every way to hold a role, each by itself', () => {
    const ways = judged.flatMap(({ works, plot: { roles } }) => (works && roles.length === 1 ? roles : []));
    const seen = (of: 'scope' | 'holder' | 'role') => new Set(ways.map((way) => way[of]));
    expect([...seen('holder')].sort()).toEqual(['a group', 'a group of a group', 'itself']);
    expect([...seen('scope')].sort()).toEqual(
      ['management group', 'resource group', 'root', 'subscription', 'workspace'].sort(),
    );
    expect([...seen('role')]).toEqual(
      expect.arrayContaining(['reads all', 'Sentinel Contributor', 'Reader']),
    );
  });

  it('an oracle that forgets groups is found out', () => {
    const disagree = judged.filter(({ works, withoutGroups }) => works !== (withoutGroups.length === 0));
    expect(disagree.length).toBeGreaterThan(5);
  });
});
