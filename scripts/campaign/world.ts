import { applicationFrom, guidOf, type JsonObject, principalOf } from '@sentinel-onboarding/practice';
import type { AnswerValue } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { verdict } from '../../engine/run/run.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import type { Computer, Ended, Sent } from './computer.ts';
import { type Truth, truthOf } from './truth.ts';

/** What a set-up begins with: nothing, an application somebody made by hand, or an admin who acts meanwhile. */
export const starts = ['fresh', 'hand-made application', 'another admin'] as const;
export type Start = (typeof starts)[number];

/** A tenant to set up in, and the answers that say with what. */
export interface Stage {
  readonly truth: Truth;
  readonly recipe: Recipe<World>;
  readonly answers: Readonly<Record<string, AnswerValue>>;
}

const handMade = {
  id: guidOf('made by hand', 'object'),
  appId: guidOf('made by hand', 'client'),
  principal: guidOf('made by hand', 'principal'),
};

export const hasHandMade = (recipe: Recipe<World>): boolean =>
  recipe.questions.some(({ id }) => id === 'application');

export function stage(recipe: Recipe<World>, start: Start, of: { lagSeconds: number; seed: number }): Stage {
  const truth = truthOf('fresh', of);
  if (start !== 'hand-made application') return { truth, recipe, answers: {} };
  const application = applicationFrom(
    { displayName: 'Security vendor', signInAudience: 'AzureADMyOrg' },
    { ...handMade, now: truth.clock.now(), uniqueName: null, owners: [] },
  );
  const principal = principalOf(truth.tenant.tenantId, application, {
    id: handMade.principal,
    now: truth.clock.now(),
    owners: [],
  });
  for (const [kind, value] of [
    ['applications', application],
    ['servicePrincipals', principal],
  ] as const)
    truth.act({ do: 'put', kind, value: value as unknown as JsonObject });
  // Made long ago: every replica knows it.
  truth.clock.advance(3_600_000);
  truth.begin();
  return { truth, recipe, answers: { application: handMade.appId } };
}

export function isComplete(ended: Ended): boolean {
  return ended.how === 'ended' && verdict(ended.result.picture) === 0;
}

/** Problems that are no reason: a bug of ours, and the one that says nobody reviewed it. */
const noReasons = new Set(['unexpected', 'plan-went-stale']);

/** Why a run stopped, in codes; a stop without a reason a person can act on is a wrong one. */
export function stopOf(ended: Ended): { readonly codes: readonly string[]; readonly wrong: boolean } {
  if (ended.how === 'threw') {
    const { code, error } = ended;
    return { codes: [code ?? error], wrong: code === undefined || noReasons.has(code) };
  }
  if (ended.how !== 'ended') return { codes: [ended.how], wrong: true };
  const { picture } = ended.result;
  const codes = picture.steps.flatMap(({ is, heading, finding }) =>
    is === 'met' || is === 'not-reached' || heading.severity !== 'block'
      ? []
      : [finding?.problem?.code ?? 'none'],
  );
  if (picture.ended === 'stale') codes.push('stale');
  const bugs = picture.steps
    .flatMap(({ finding }) => finding?.problem?.code ?? [])
    .filter((code) => noReasons.has(code));
  return {
    codes: [...new Set(codes)],
    wrong: bugs.length > 0 || codes.includes('stale') || (codes.length === 0 && !isComplete(ended)),
  };
}

/** What another admin does beside a cut-off run: where it can be, the very thing that was being done. */
export const meanwhile = ['the same', 'adds a secret', 'consents'] as const;

type Applications = Readonly<
  Record<
    string,
    {
      readonly id: string;
      readonly appId: string;
      readonly uniqueName: string | null;
      readonly tags: readonly string[];
    }
  >
>;

/**
 * Until another admin acts, in milliseconds. A grant has no mark but the time it was made, and one made within two
 * minutes of the intent can't be told from ours (recipes/catalogue/born.ts): that is a limit, said in
 * docs/decisions, and not what is counted here.
 */
const untilTheyAct = 180_000;

/**
 * Another admin, after the power went and before it is back. `setUp` sets up from another computer.
 * @returns in words what they did; undefined where there was nothing to do
 */
export async function act(
  { truth }: Stage,
  during: Sent,
  what: (typeof meanwhile)[number],
  setUp: () => Promise<unknown>,
): Promise<string | undefined> {
  truth.clock.advance(untilTheyAct);
  const state = truth.tenant.state();
  const body = parsed(during.body);
  if (what === 'the same' && during.method !== 'GET') {
    if (/roleassignments\//iu.test(during.path)) {
      const properties = (body['properties'] ?? {}) as Record<string, string>;
      const scope = during.path.replace(/\/providers\/Microsoft\.Authorization\/.*$/iu, '');
      const role = properties['roleDefinitionId']?.split('/').at(-1) ?? '';
      // Azure takes one assignment of a role to a principal on a scope.
      const held = Object.values(state.roleAssignments as unknown as Record<string, Record<string, string>>);
      const isThere = held.some(
        (each) =>
          each['scope']?.toLowerCase() === scope.toLowerCase() &&
          each['principalId'] === properties['principalId'] &&
          each['roleDefinition'] === role,
      );
      if (isThere) return undefined;
      truth.act({ do: 'assign-role', scope, role, principalId: properties['principalId'] ?? '' });
      return 'assigns the role';
    }
    if (/appRoleAssigned?(?:To|ments)/iu.test(during.path) && body['appRoleId'] !== undefined) {
      const { principalId, resourceId, appRoleId } = body as Record<string, string>;
      // Microsoft Graph refuses a permission that is granted already.
      const granted = Object.values(state.appRoleAssignments as unknown as Record<string, typeof body>);
      if (granted.some((each) => each['principalId'] === principalId && each['appRoleId'] === appRoleId))
        return undefined;
      const id = guidOf('consent by another admin', String(appRoleId)).replaceAll('-', '');
      const createdDateTime = new Date(truth.clock.now()).toISOString();
      const value = {
        id,
        principalId,
        resourceId,
        appRoleId,
        principalType: 'ServicePrincipal',
        createdDateTime,
      };
      truth.act({ do: 'put', kind: 'appRoleAssignments', value: value as unknown as JsonObject });
      return 'consents to the permission';
    }
    if (/\/applications\(/u.test(during.path)) {
      await setUp();
      return 'sets up from another computer';
    }
  }
  const applications = Object.values(state.applications as unknown as Applications);
  const ours = applications.find(
    ({ uniqueName, appId }) => uniqueName?.startsWith('sentinel-onboarding') || appId === handMade.appId,
  );
  const principal = Object.values(state.servicePrincipals).some(({ appId }) => appId === ours?.appId);
  if (!ours || !principal) return undefined;
  if (what === 'consents') truth.act({ do: 'grant-consent', appId: ours.appId });
  else truth.act({ do: 'add-credential', appId: ours.appId, displayName: 'A colleague’s' });
  return what === 'consents' ? 'consents' : 'adds a secret';
}

export function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** What is held against a tenant once nothing runs any more. */
export function found(truth: Truth, computers: readonly Computer[]) {
  return {
    leftovers: truth.leftovers(),
    claimed: truth.claimed(),
    duplicates: truth.duplicates(),
    orphans: truth.orphans(computers.map(({ at }) => at.vault)),
  };
}
