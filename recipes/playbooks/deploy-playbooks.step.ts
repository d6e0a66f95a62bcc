import { type Fact, keyed, optional } from '../../engine/model/fact.ts';
import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Show } from '../../engine/model/show.ts';
import type {
  Begun,
  Change,
  Finding,
  Looking,
  Receipt,
  Recognized,
  Tools,
  Whose,
} from '../../engine/model/step.ts';
import type {
  DeployedResource,
  Deployment,
  ForeseenChange,
  Microsoft,
} from '../../microsoft/contract/microsoft.ts';
import { type KeyVault, playbookId, playbookPrincipal, vault, workspace } from '../catalogue/facts.ts';
import { partsOf as placeOf } from '../catalogue/microsoft-ids.ts';
import { step, type Undoing, type World } from '../catalogue/step.ts';
import {
  type Cut,
  cut,
  idOfPart,
  type Part,
  partsOf,
  readAt,
  tagsOf,
  tagsParameter,
  templateFor,
  together,
  unlikePlan,
  valuesFor,
} from './playbook-template.ts';
import { type ChosenPlaybooks, playbooks } from './playbooks.ts';

/** Says from which template and with which values a resource was made, so that a second run needs no comparison. */
const likenessTag = 'sentinel-onboarding-template';

/** Carries the operation that made it, so that one of ours is known again after an interruption. */
const operationTag = 'sentinel-onboarding-operation';

/** Azure roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/integration */
const right = 'Logic App Contributor';

const needsOf = (of: ChosenPlaybooks) => {
  const readsKey = of.playbooks.some((key) => playbooks[key].readsKey);
  const itsVault: Fact<KeyVault | undefined> = readsKey ? vault : optional(vault);
  return { workspace: keyed(workspace, of.workspace.key), vault: itsVault };
};
type Needs = ReturnType<typeof needsOf>;
/** Of each playbook, `principal:` and `id:` with its key. */
type Gives = Readonly<Record<string, Fact<string>>>;
type Working = Tools<Needs, World>;

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

/** The same before Azure is asked about it. `likeness`: a UUID of its template and values. */
type FoundPart = Pick<SeenPart, 'part' | 'found' | 'same'> & { readonly likeness: string };

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
export const deployPlaybooks = (of: ChosenPlaybooks) =>
  step({
    id: 'deploy-playbooks',
    title: 'Deploy the playbooks',
    why: `Into ${groupOf(of)}, the workspace's own resource group: the template looks for incidents there. The template contains all four playbooks. Only the chosen ones are deployed.`,
    severity: 'block',
    checks: ['PB-01'],
    needs: needsOf(of),
    gives: Object.fromEntries(
      of.playbooks.flatMap((key) => [
        [`principal:${key}`, keyed(playbookPrincipal, key)],
        [`id:${key}`, keyed(playbookId, key)],
      ]),
    ) as Gives,
    settle: { within: 120, every: 3, usually: { from: 2, to: 30 } },
    look: (tools) => lookAtParts(of, tools),
    judge: (seen) => judgeParts(of, seen),
    foresee: () => partsOf(of.playbooks).map((part) => changeOf(of, 'create', part)),
    apply: (change, tools) => applyDeployment(of, change, tools),
    recognize: (begun, seen) => recognizePart(of, begun, seen),
    whose: (receipt, tools) => whosePart(of, receipt, tools),
    undo: undoDeployment,
  });

const groupOf = (of: ChosenPlaybooks): string => placeOf(of.workspace.armId).resourceGroup;
const idOf = (of: ChosenPlaybooks, part: Part): string => idOfPart(of.workspace.armId, part);

const changeOf = (of: ChosenPlaybooks, verb: 'create' | 'update', part: Part): Change => ({
  verb,
  what: `${part.playbook === undefined ? 'API connection' : 'Playbook'} ${part.name}`,
  where: groupOf(of),
  right,
  undoneBy: verb === 'create' ? 'Undo deletes it' : "Can't be undone. The earlier version isn't kept.",
});

const partOf = (of: ChosenPlaybooks, { what }: Change): Part =>
  partsOf(of.playbooks).find((part) => changeOf(of, 'create', part).what === what) as Part;

/** Where a deployment is and how it is called: at most 64 characters. */
const placed = (
  of: ChosenPlaybooks,
  name: string,
): Pick<Deployment, 'subscriptionId' | 'resourceGroup' | 'name'> => {
  const { subscriptionId, resourceGroup } = placeOf(of.workspace.armId);
  return { subscriptionId, resourceGroup, name: `onboarding-${name}` };
};

/** The same resource, made the same way, is the same deployment. */
const nameFor = (part: Part, likeness: string): string => `${part.name}-${likeness.slice(0, 8)}`;

type Texts = Readonly<Record<string, unknown>>;
const parametersOf = (values: Texts, tags: Texts): Texts => ({ ...values, [tagsParameter]: tags });

async function lookAtParts(
  of: ChosenPlaybooks,
  { microsoft, given, begun, now, uuidFor }: Working,
): Promise<Seen> {
  const { deployments } = microsoft;
  const around = { at: now() };
  const none = { seen: [], refused: undefined };
  const parts = partsOf(of.playbooks);
  const values = valuesFor(given.workspace, given.vault?.name);
  const [template, found] = await Promise.all([
    templateFor(microsoft, of.accepted).catch(asTrouble),
    Promise.all(parts.map((part) => deployments.resource(idOf(of, part), readAt[part.type]))),
  ]);
  if (template instanceof ProblemError) return { ...around, ...none, trouble: template.problem };
  const cuts = cut(template, parts, values);
  if ('unlike' in cuts) return { ...around, ...none, trouble: unlikePlan(cuts.unlike, now()) };
  const made = cuts.map(({ part, likeness: text }, at): FoundPart => {
    const likeness = uuidFor(text);
    return { part, found: found[at], likeness, same: found[at]?.tags[likenessTag] === likeness };
  });
  const underWay = await underWayIn(of, microsoft, begun, made);
  const foreseen = made.every(({ same }) => same)
    ? []
    : await deployments
        .foresee({
          ...placed(of, 'preview'),
          template: together(cuts),
          parameters: parametersOf(values, tagsOf(template)),
        })
        .catch(asTrouble);
  const refused = foreseen instanceof ProblemError ? foreseen.problem : undefined;
  const changes = foreseen instanceof ProblemError ? [] : foreseen;
  const seen = made.map(
    ({ part, found: standing, same }, at): SeenPart => ({
      part,
      found: standing,
      same,
      foreseen: changes.find(({ id }) => id.toLowerCase() === idOf(of, part).toLowerCase()),
      underWay: underWay[at] === true,
    }),
  );
  return { ...around, seen, trouble: undefined, refused };
}

/** Whether a deployment that an interrupted run began for a part hasn't ended yet, part by part. */
function underWayIn(
  of: ChosenPlaybooks,
  { deployments }: Microsoft,
  begun: readonly Begun[],
  made: readonly FoundPart[],
): Promise<readonly boolean[]> {
  const open = new Set(begun.filter(({ outcome }) => outcome === 'open').map(({ change }) => change.what));
  return Promise.all(
    made.map(async ({ part, same, likeness }) => {
      if (same || !open.has(changeOf(of, 'create', part).what)) return false;
      return (await deployments.state(placed(of, nameFor(part, likeness)))) === 'under-way';
    }),
  );
}

function judgeParts(of: ChosenPlaybooks, { at, seen, trouble, refused }: Seen): Finding<Gives> {
  if (trouble) return { is: 'blocked', problem: trouble };
  const missing = seen.filter((each) => wanted(each) !== undefined);
  if (missing.some(({ underWay }) => underWay)) {
    return { is: 'waiting', on: 'microsoft', since: at, problem: atWork(groupOf(of)) };
  }
  if (refused && missing.length > 0) {
    return refused.who
      ? { is: 'waiting', on: 'person', since: at, problem: refused }
      : { is: 'blocked', problem: refused };
  }
  if (missing.length > 0) {
    return {
      is: 'unmet',
      changes: missing.map((each) => changeOf(of, wanted(each) ?? 'create', each.part)),
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
}

async function applyDeployment(
  of: ChosenPlaybooks,
  change: Change,
  { microsoft, given, uuidFor, operation }: Working,
): Promise<Receipt> {
  const { deployments } = microsoft;
  const part = partOf(of, change);
  const values = valuesFor(given.workspace, given.vault?.name);
  const template = await templateFor(microsoft, of.accepted);
  const cuts = cut(template, partsOf(of.playbooks), values);
  if ('unlike' in cuts) throw new ProblemError(unlikePlan(cuts.unlike), { outcome: 'not-sent' });
  const mine = cuts.find((each) => each.part.name === part.name) as Cut;
  const likeness = uuidFor(mine.likeness);
  const before = await deployments.resource(idOf(of, part), readAt[part.type]);
  // What an earlier operation created, and isn't listed yet, stays known as its work.
  const by = before ? before.tags[operationTag] : operation;
  const tags = {
    ...tagsOf(template),
    [likenessTag]: likeness,
    ...(by === undefined ? {} : { [operationTag]: by }),
  };
  await deployments.deploy({
    ...placed(of, nameFor(part, likeness)),
    template: mine.alone,
    parameters: parametersOf(values, tags),
  });
  return receiptFor(of, part, before === undefined);
}

function recognizePart(of: ChosenPlaybooks, { change, operation }: Begun, { seen }: Seen): Recognized {
  const there = seen.find(({ part }) => part.name === partOf(of, change).name);
  if (there?.underWay) return 'still-open';
  if (!there?.same) return 'never-happened';
  if (change.verb !== 'create') return { receipt: receiptFor(of, there.part, false) };
  if (there.found?.tags[operationTag] !== operation) return 'not-ours';
  return { receipt: receiptFor(of, there.part, true) };
}

async function whosePart(
  of: ChosenPlaybooks,
  { made }: Receipt,
  { microsoft, operation }: Looking<Needs, World>,
): Promise<Whose> {
  const part = partsOf(of.playbooks).find((each) => idOf(of, each).toLowerCase() === made.id.toLowerCase());
  if (!part) return { is: 'not-ours' };
  const found = await microsoft.deployments.resource(made.id, readAt[part.type]);
  if (!found) return { is: 'gone' };
  return { is: found.tags[operationTag] === operation ? 'ours' : 'not-ours' };
}

function undoDeployment({ made }: Receipt, { microsoft }: Undoing): Promise<void> {
  const type = made.kind === 'playbook' ? 'Microsoft.Logic/workflows' : 'Microsoft.Web/connections';
  return microsoft.deployments.delete(made.id, readAt[type]);
}

function receiptFor(of: ChosenPlaybooks, part: Part, owned: boolean): Receipt {
  return {
    made: { kind: part.playbook === undefined ? 'api-connection' : 'playbook', id: idOf(of, part) },
    remains: `The deployment of ${part.name} stays in the history of ${groupOf(of)}`,
    owned,
  };
}

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
