import { type Fact, keyed, optional } from '../../engine/model/fact.ts';
import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Begun, Change } from '../../engine/model/step.ts';
import type { DeployedResource, Deployment, ForeseenChange } from '../../microsoft/contract/microsoft.ts';
import { type KeyVault, playbookId, playbookPrincipal, vault, workspace } from '../catalogue/facts.ts';
import { partsOf as placeOf } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import {
  type Cut,
  cut,
  idOfPart,
  type Part,
  partsOf,
  readAt,
  tagsOf,
  tagsParameter,
  together,
  unlikePlan,
  valuesFor,
} from './playbook-template.ts';
import { type PlaybookKey, playbooks } from './playbooks.ts';

/** Says from which template and with which values a resource was made, so that a second run needs no comparison. */
const likenessTag = 'sentinel-onboarding-template';

/** Carries the operation that made it, so that one of ours is known again after an interruption. */
const operationTag = 'sentinel-onboarding-operation';

/** Azure roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/integration */
const right = 'Logic App Contributor';

/** One part of the plan as it stands in the tenant. */
interface SeenPart {
  readonly part: Part;
  readonly found: DeployedResource | undefined;
  /** Made from this template with these values. */
  readonly same: boolean;
  /** What a deployment would change of one that was made otherwise. */
  readonly foreseen: ForeseenChange | undefined;
  /** A deployment of ours for it is still at work. */
  readonly underWay: boolean;
}

interface Seen {
  /** ISO-8601 UTC. */
  readonly at: string;
  readonly seen: readonly SeenPart[];
  /** Why the template is not used at all. */
  readonly trouble: Problem | undefined;
  /** Why Azure would not deploy it, as it says beforehand. */
  readonly refused: Problem | undefined;
}

/**
 * The chosen playbooks and the connections they use stand in the workspace's own resource group, from the template
 * their vendor publishes. Each resource is a deployment of its own, connections first: so that a change is one write,
 * what is interrupted continues where it stopped, and no playbook is begun before a connection it names.
 */
export const deployPlaybooks = (of: {
  readonly workspace: { readonly key: string; readonly armId: string; readonly name: string };
  readonly playbooks: readonly PlaybookKey[];
}) => {
  const { subscriptionId, resourceGroup } = placeOf(of.workspace.armId);
  const parts = partsOf(of.playbooks);
  const readsKey = of.playbooks.some((key) => playbooks[key].readsKey);
  const idOf = (part: Part) => idOfPart(of.workspace.armId, part);
  const changeOf = (verb: 'create' | 'update', part: Part): Change => ({
    verb,
    what: `${part.playbook === undefined ? 'API connection' : 'Playbook'} ${part.name}`,
    where: resourceGroup,
    right,
    undoneBy: verb === 'create' ? 'Undo deletes it' : "Can't be undone. The earlier version isn't kept.",
  });
  const creates = parts.map((part) => changeOf('create', part));
  const partOf = ({ what }: Change) => parts.find((part) => changeOf('create', part).what === what) as Part;
  const vaultFact: Fact<KeyVault | undefined> = readsKey ? vault : optional(vault);

  /** A deployment's name is 64 characters at most. The same resource, made the same way, is the same deployment. */
  const deployment = (
    name: string,
    template: Deployment['template'],
    values: Readonly<Record<string, unknown>>,
    tags: Readonly<Record<string, unknown>>,
  ): Deployment => ({
    subscriptionId,
    resourceGroup,
    name: `onboarding-${name}`,
    template,
    parameters: { ...values, [tagsParameter]: tags },
  });

  return step({
    id: 'deploy-playbooks',
    title: 'Deploy the playbooks',
    why: `Into ${resourceGroup}, the workspace's own resource group: the template looks for incidents there. The template contains all four playbooks. Only the chosen ones are deployed.`,
    severity: 'block',
    checks: ['PB-01'],
    needs: { workspace: keyed(workspace, of.workspace.key), vault: vaultFact },
    gives: Object.fromEntries(
      of.playbooks.flatMap((key) => [
        [`principal:${key}`, keyed(playbookPrincipal, key)],
        [`id:${key}`, keyed(playbookId, key)],
      ]),
    ) as Readonly<Record<string, Fact<string>>>,
    settle: { within: 120, every: 3, usually: { from: 2, to: 30 } },

    async look({ microsoft, given, begun, now, uuidFor }): Promise<Seen> {
      const { deployments } = microsoft;
      const around = { at: now() };
      const none = { seen: [], refused: undefined };
      const values = valuesFor(given.workspace, given.vault?.name);
      const [template, found] = await Promise.all([
        deployments.playbookTemplate().catch(asTrouble),
        Promise.all(parts.map((part) => deployments.resource(idOf(part), readAt[part.type]))),
      ]);
      if (template instanceof ProblemError) return { ...around, ...none, trouble: template.problem };
      const cuts = cut(template, parts, values);
      if ('unlike' in cuts) return { ...around, ...none, trouble: unlikePlan(cuts.unlike, now()) };
      const likenesses = cuts.map(({ likeness }) => uuidFor(likeness));
      const same = parts.map((_, at) => found[at]?.tags[likenessTag] === likenesses[at]);
      const open = new Set(
        begun.filter(({ outcome }) => outcome === 'open').map(({ change }) => change.what),
      );
      const underWay = await Promise.all(
        parts.map(async (part, at) => {
          if (same[at] || !open.has(changeOf('create', part).what)) return false;
          const { name } = deployment(`${part.name}-${likenesses[at]?.slice(0, 8)}`, {}, {}, {});
          return (await deployments.state({ subscriptionId, resourceGroup, name })) === 'under-way';
        }),
      );
      const foreseen = same.every(Boolean)
        ? []
        : await deployments
            .foresee(deployment('preview', together(cuts), values, tagsOf(template)))
            .catch(asTrouble);
      const refused = foreseen instanceof ProblemError ? foreseen.problem : undefined;
      const changes = foreseen instanceof ProblemError ? [] : foreseen;
      const seen = parts.map(
        (part, at): SeenPart => ({
          part,
          found: found[at],
          same: same[at] === true,
          foreseen: changes.find(({ id }) => id.toLowerCase() === idOf(part).toLowerCase()),
          underWay: underWay[at] === true,
        }),
      );
      return { ...around, seen, trouble: undefined, refused };
    },

    judge({ at, seen, trouble, refused }) {
      if (trouble) return { is: 'blocked', problem: trouble };
      const missing = seen.filter((each) => wanted(each) !== undefined);
      if (missing.some(({ underWay }) => underWay)) {
        return { is: 'waiting', on: 'microsoft', since: at, problem: atWork(resourceGroup) };
      }
      if (refused && missing.length > 0) {
        return refused.who
          ? { is: 'waiting', on: 'person', since: at, problem: refused }
          : { is: 'blocked', problem: refused };
      }
      if (missing.length > 0) {
        return {
          is: 'unmet',
          changes: missing.map((each) => changeOf(wanted(each) ?? 'create', each.part)),
          problem: {
            code: 'playbooks-missing',
            title: `${missing.length} of ${seen.length} parts of the playbooks are not as published`,
            because: missing.map(({ part }) => part.name).join(', '),
            remedies: [{ do: 'redo', step: 'deploy-playbooks' }],
          },
          shows: [table(seen)],
        };
      }
      const nameless = seen.find(({ part, found }) => part.playbook !== undefined && !found?.principalId);
      if (nameless) {
        return { is: 'waiting', on: 'microsoft', since: at, problem: noIdentity(nameless.part.name) };
      }
      return { is: 'met', facts: factsOf(seen), shows: [table(seen)] };
    },

    foresee: () => creates,

    async apply(change, { microsoft, given, uuidFor, operation }) {
      const { deployments } = microsoft;
      const part = partOf(change);
      const values = valuesFor(given.workspace, given.vault?.name);
      const template = await deployments.playbookTemplate();
      const cuts = cut(template, parts, values);
      if ('unlike' in cuts) throw new ProblemError(unlikePlan(cuts.unlike), { outcome: 'not-sent' });
      const mine = cuts.find((each) => each.part.name === part.name) as Cut;
      const likeness = uuidFor(mine.likeness);
      const before = await deployments.resource(idOf(part), readAt[part.type]);
      const name = `${part.name}-${likeness.slice(0, 8)}`;
      // What an earlier operation created, and isn't listed yet, stays known as its work.
      const by = before ? before.tags[operationTag] : operation;
      const tags = {
        ...tagsOf(template),
        [likenessTag]: likeness,
        ...(by === undefined ? {} : { [operationTag]: by }),
      };
      await deployments.deploy(deployment(name, mine.alone, values, tags));
      return { ...receiptFor(part), owned: before === undefined };
    },

    recognize(begun: Begun, { seen }) {
      const there = seen.find(({ part }) => part.name === partOf(begun.change).name);
      if (there?.underWay) return 'still-open';
      if (!there?.same) return 'never-happened';
      if (begun.change.verb !== 'create') return { receipt: { ...receiptFor(there.part), owned: false } };
      if (there.found?.tags[operationTag] !== begun.operation) return 'not-ours';
      return { receipt: { ...receiptFor(there.part), owned: true } };
    },

    async whose({ made }, { microsoft, operation }) {
      const part = parts.find((each) => idOf(each).toLowerCase() === made.id.toLowerCase());
      if (!part) return { is: 'not-ours' };
      const found = await microsoft.deployments.resource(made.id, readAt[part.type]);
      if (!found) return { is: 'gone' };
      return { is: found.tags[operationTag] === operation ? 'ours' : 'not-ours' };
    },

    undo: ({ made }, { microsoft }) =>
      microsoft.deployments.delete(
        made.id,
        readAt[made.kind === 'playbook' ? 'Microsoft.Logic/workflows' : 'Microsoft.Web/connections'],
      ),
  });

  function receiptFor(part: Part) {
    return {
      made: { kind: part.playbook === undefined ? 'api-connection' : 'playbook', id: idOf(part) },
      remains: `The deployment of ${part.name} stays in the history of ${resourceGroup}`,
    };
  }
};

/** What has to be done to a part: nothing where it is as published, whoever made it. */
function wanted({ found, same, foreseen }: SeenPart): 'create' | 'update' | undefined {
  if (found === undefined) return 'create';
  if (same) return undefined;
  // Created by someone else, or from another version: Azure's own comparison decides, without the differences that have
  // no effect.
  return foreseen === undefined || foreseen.change === 'unknown' || foreseen.differs.some(counts)
    ? 'update'
    : undefined;
}

/**
 * Paths in which a what-if differs without a difference: tags, and what Azure takes in and does not give back.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-what-if#see-results
 */
const noise =
  /^(?:tags|kind|properties\.(?:parameterValueType|alternativeParameterValues|customParameterValues|displayName|api|testLinks|statuses))(?:\.|$)/iu;
const counts = (path: string): boolean => !noise.test(path);

function factsOf(seen: readonly SeenPart[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    seen.flatMap(({ part, found }) =>
      part.playbook === undefined || found === undefined
        ? []
        : [
            [`principal:${part.playbook}`, found.principalId ?? ''],
            [`id:${part.playbook}`, found.id],
          ],
    ),
  );
}

function table(seen: readonly SeenPart[]): Show {
  return {
    show: 'checklist',
    title: 'Playbooks and connections',
    items: seen.map((each) => {
      const todo = wanted(each);
      const differs = each.foreseen?.differs.filter(counts) ?? [];
      return {
        is: todo === undefined ? 'met' : 'unmet',
        title: each.part.name,
        ...(todo === 'update' && differs.length > 0
          ? { caption: `Differs in ${differs.slice(0, 5).join(', ')}` }
          : {}),
      };
    }),
  };
}

const asTrouble = (error: unknown): ProblemError => {
  if (error instanceof ProblemError && !error.passes && error.outcome === 'rejected') return error;
  throw error;
};

function atWork(resourceGroup: string): Problem {
  return {
    code: 'deployment-under-way',
    title: `Azure is still deploying into ${resourceGroup}`,
    because: 'A deployment that an interrupted run began has not ended yet.',
    remedies: [{ do: 'retry', after: 15 }],
  };
}

function noIdentity(name: string): Problem {
  return {
    code: 'playbook-without-identity',
    title: `${name} has no identity yet`,
    because: 'Azure creates a managed identity with the playbook. It takes a moment to appear.',
    remedies: [{ do: 'retry', after: 5 }],
  };
}
