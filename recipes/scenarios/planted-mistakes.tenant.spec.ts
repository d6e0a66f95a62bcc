import { describe, expect, it } from 'vitest';
import type { Entry } from '../../engine/journal/journal.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { AnyStep } from '../../engine/model/step.ts';
import type { Host } from '../../engine/run/host.ts';
import { verdict } from '../../engine/run/run.ts';
import type { World } from '../catalogue/step.ts';
import { credentialName } from '../credentials/made-credential.ts';
import { recipes } from '../index.ts';
import { type Lab, lab, type Process, strays, withoutDeleted } from './lab.spec-kit.ts';

const dropzone = recipes.find(({ id }) => id === 'dropzone-sentinel') as Recipe<World>;
const theirs = credentialName('Ada made this one by hand');

/** A mistake in one place; everything else is the product as it is. */
interface Mistake {
  readonly steps?: (step: AnyStep<World>) => AnyStep<World>;
  readonly host?: (host: Host) => Host;
}

/**
 * A run cut off after the client secret was made and before its value was kept, another admin's credential added
 * beside it, the run gone on with, and undone. Says what was promised and is not so.
 */
async function violations(mistake: Mistake, trouble: 'power-cut' | 'lost-reply'): Promise<readonly string[]> {
  const recipe: Recipe<World> = {
    ...dropzone,
    steps: (answered) => dropzone.steps(answered).map((step) => mistake.steps?.(step) ?? step),
  };
  const at = lab('fresh');
  const before = withoutDeleted(at.tenant.state());
  const power = trouble === 'power-cut' ? { at: 'addPassword', when: 'after' as const } : {};
  if (trouble === 'lost-reply') {
    at.tenant.setWeather({ faults: [{ kind: 'reset', path: 'addPassword', when: 'after' }] });
  }
  await carryOn(at, recipe, mistake, power);
  const appId =
    Object.values(at.tenant.state().applications).find(({ uniqueName }) => uniqueName)?.appId ?? '';
  at.tenant.act({ do: 'add-credential', appId, displayName: theirs });
  const runId = await carryOn(at, recipe, mistake, {});

  const broken: string[] = [];
  const { duplicates, orphans } = strays(at);
  if (duplicates.length > 0) broken.push(`made twice: ${duplicates.join(', ')}`);
  if (orphans.some((name) => name !== theirs)) broken.push('a secret nobody holds');
  const names = Object.values(at.tenant.state().applications).flatMap(({ passwordCredentials }) =>
    passwordCredentials.map(({ displayName }) => displayName),
  );
  if (!names.includes(theirs)) broken.push("another admin's secret was taken");
  const finished = await (await at.open()).run(dropzone, 'verify');
  if (verdict(finished.picture) !== 0) broken.push('not finished');

  const appHeld = names.includes(theirs);
  if (appHeld) {
    await (await at.open()).undo(recipe, runId);
    if (JSON.stringify(withoutDeleted(at.tenant.state())) !== JSON.stringify(before))
      broken.push('undo left something behind');
  }
  return broken;
}

async function carryOn(at: Lab, recipe: Recipe<World>, mistake: Mistake, power: object): Promise<string> {
  const process: Process = await at.open({ ...power, ...(mistake.host ? { wrapHost: mistake.host } : {}) });
  const ended = await process.run(recipe, 'set-up').catch(() => undefined);
  return ended?.picture.runId ?? at.journal[0]?.runId ?? '';
}

const only =
  (id: string, change: (step: AnyStep<World>) => Partial<AnyStep<World>>) => (step: AnyStep<World>) =>
    step.id === id ? { ...step, ...change(step) } : step;

const planted: readonly (readonly [string, 'power-cut' | 'lost-reply', Mistake])[] = [
  [
    'the journal written late: an intent reaches the disk with its outcome',
    'power-cut',
    {
      host(host) {
        const late = new Map<string, Entry>();
        return {
          ...host,
          async append(entry) {
            if (entry.kind === 'intent') {
              late.set(entry.operation, entry);
              return;
            }
            const intent = 'operation' in entry ? late.get(entry.operation) : undefined;
            if (intent) await host.append(intent);
            await host.append(entry);
          },
        };
      },
    },
  ],
  [
    'a blind repeat: a request without a reply is sent again',
    'lost-reply',
    {
      steps: only('create-secret', (step) => ({
        apply: async (change, tools) => {
          try {
            return (await step.apply?.(change, tools)) as never;
          } catch {
            return (await step.apply?.(change, tools)) as never;
          }
        },
      })),
    },
  ],
  [
    'a missing look: what is listed is not read',
    'power-cut',
    {
      steps: only('create-secret', (step) => ({
        look: async (tools) => ({
          ...((await step.look(tools)) as object),
          ...((tools as { operation: string }).operation ? {} : { credentials: [] }),
        }),
      })),
    },
  ],
  [
    'a lost receipt: outcomes are not written down and not recognized',
    'lost-reply',
    {
      steps: (step) => {
        const { recognize: _gone, ...rest } = step;
        return rest as AnyStep<World>;
      },
      host: (host) => ({
        ...host,
        append: async (entry) => (entry.kind === 'done' ? undefined : host.append(entry)),
      }),
    },
  ],
  [
    'a prefix match: every credential whose name begins like ours counts as the orphan',
    'power-cut',
    {
      steps: only('create-secret', (step) => ({
        apply: async (change, tools) => {
          if (change.verb === 'remove') {
            const { microsoft, given } = tools as unknown as World & {
              given: { application: string; clientId: string };
            };
            const application = await microsoft.applications.byAppId(given.clientId);
            for (const { keyId, displayName } of application?.passwordCredentials ?? []) {
              if (displayName.startsWith(credentialName('')))
                await microsoft.applications.removePassword(given.application, keyId);
            }
          }
          return (await step.apply?.(change, tools)) as never;
        },
      })),
    },
  ],
];

describe('what a cut-off run promises', () => {
  it.each(['power-cut', 'lost-reply'] as const)('holds as the product is, after a %s', async (trouble) => {
    expect(await violations({}, trouble)).toEqual([]);
  });

  it.each(planted)('is broken, and seen to be, by %s', async (_what, trouble, mistake) => {
    const broken = await violations(mistake, trouble);
    process.stdout.write(`${broken.join('; ')}\n`);
    expect(broken).not.toEqual([]);
  });
});
