import type { Problem } from '../../engine/model/problem.ts';
import { canonicalJson } from '../../engine/model/profile.ts';
import type { JsonObject, Microsoft, Template } from '../../microsoft/contract/microsoft.ts';
import { partsOf as placeOf } from '../catalogue/microsoft-ids.ts';
import { type ConnectionKey, connectionNames, type PlaybookKey, playbooks } from './playbooks.ts';

const workflowType = 'Microsoft.Logic/workflows';
const connectionType = 'Microsoft.Web/connections';

/** One resource the plan shows: what the template must declare under this name, and nothing else. */
export interface Part {
  readonly type: typeof workflowType | typeof connectionType;
  readonly name: string;
  /** Set for a playbook. */
  readonly playbook?: PlaybookKey;
}

/** What the chosen playbooks come to, connections first: a playbook is refused while one it names is missing. */
export function partsOf(chosen: readonly PlaybookKey[]): readonly Part[] {
  const listed = new Set(chosen.flatMap((key) => playbooks[key].connections));
  const connections = (Object.keys(connectionNames) as ConnectionKey[]).filter((key) => listed.has(key));
  return [
    ...connections.map((key): Part => ({ type: connectionType, name: connectionNames[key] })),
    ...chosen.map((key): Part => ({ type: workflowType, name: playbooks[key].defaultName, playbook: key })),
  ];
}

/** What these types are read with: https://learn.microsoft.com/azure/templates/microsoft.logic/workflows and …/microsoft.web/connections. */
export const readAt: Readonly<Record<Part['type'], string>> = {
  [workflowType]: '2019-05-01',
  [connectionType]: '2016-06-01',
};

/** Where a part lies: in the resource group of the workspace that is named by its ARM ID. */
export function idOfPart(workspaceArmId: string, { type, name }: Part): string {
  const { subscriptionId, resourceGroup } = placeOf(workspaceArmId);
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${type}/${name}`;
}

/** The template's parameters. The vault is known to it by name alone; playbooks that read no key get none. */
export function valuesFor(
  workspace: { readonly workspaceName: string; readonly workspaceId: string },
  vaultName: string | undefined,
): Readonly<Record<string, string>> {
  return {
    logicAppWorkspace: workspace.workspaceName,
    logicAppWorkspaceId: workspace.workspaceId,
    KeyvaultName: vaultName ?? '',
    ...Object.fromEntries(
      Object.values(playbooks).map(({ nameParameter, defaultName }) => [nameParameter, defaultName]),
    ),
  };
}

/** That a template is not what the plan showed. `at`: ISO-8601 UTC of the look. */
export function unlikePlan(why: string, at?: string): Problem {
  return {
    code: 'template-unlike-plan',
    title: 'The published template is not what the plan shows',
    because: `It was read and matches its hash, yet ${why}. Nothing of it was deployed.`,
    remedies: [{ do: 'retry' }],
    ...(at === undefined ? {} : { trace: { at } }),
  };
}

type Declared = Readonly<Record<string, unknown>>;

/** A part as the template declares it, deployable by itself. */
export interface Cut {
  readonly part: Part;
  readonly apiVersion: string;
  /** The template with this one resource. */
  readonly alone: Template;
  /** Text that is the same as long as resource, variables and the values it reads are. */
  readonly likeness: string;
}

/** Why a template is not what the plan showed, in a few words. */
export interface Unlike {
  readonly unlike: string;
}

/**
 * Cuts a template down to the parts of a plan. Resources that weren't chosen are left out, and with them the order they
 * would be made in; everything else stays as the vendor wrote it. A template that lacks a part, holds other types than
 * the plan shows, or whose playbook names a connection that is left out, is refused.
 * @param values the template's parameters as they will be given
 */
export function cut(
  template: Template,
  parts: readonly Part[],
  values: Readonly<Record<string, unknown>>,
): readonly Cut[] | Unlike {
  const resources = listIn(template, 'resources');
  const stranger = resources.find(
    (each) => ![workflowType, connectionType].some((type) => isType(each, type)),
  );
  if (stranger) return { unlike: `it holds a resource of type ${String(stranger.type)}` };
  if (resources.some((each) => Object.hasOwn(each, 'resources') || Object.hasOwn(each, 'copy')))
    return { unlike: 'it holds resources inside resources' };
  const cuts: Cut[] = [];
  for (const part of parts) {
    const found = resources.filter(
      (each) => isType(each, part.type) && nameOf(each, template, values) === part.name,
    );
    const [only] = found;
    if (only === undefined || found.length > 1)
      return { unlike: `it declares ${part.name} ${found.length === 0 ? 'nowhere' : 'twice'}` };
    const left = resources.find(
      (each) =>
        isType(each, connectionType) &&
        !parts.some(({ name }) => name === nameOf(each, template, values)) &&
        mentions(only, each),
    );
    if (left !== undefined) return { unlike: `${part.name} names a connection it was not known to use` };
    cuts.push(cutOne(template, part, only, values));
  }
  return cuts;
}

function cutOne(
  template: Template,
  part: Part,
  resource: Declared,
  values: Readonly<Record<string, unknown>>,
): Cut {
  const { dependsOn: _order, ...rest } = resource;
  const { outputs: _outputs, ...around } = template;
  const text = JSON.stringify([rest, template.variables ?? {}]);
  const read = Object.entries(values).filter(
    ([name]) => name !== tagsParameter && text.toLowerCase().includes(`parameters('${name.toLowerCase()}')`),
  );
  return {
    part,
    apiVersion: String(resource.apiVersion),
    alone: { ...around, resources: [rest] },
    likeness: canonicalJson([rest, template.variables ?? {}, Object.fromEntries(read)]),
  };
}

/** The template's parameter whose value becomes the tags of every resource. */
export const tagsParameter = 'resourceTags';

/** The tags the template gives by itself. */
export function tagsOf(template: Template): Readonly<Record<string, unknown>> {
  const declared = objectIn(objectIn(template, 'parameters'), tagsParameter);
  return objectIn(declared, 'defaultValue');
}

/** All parts at once, for what validates and foresees. */
export function together(cuts: readonly Cut[]): Template {
  const [first] = cuts;
  return { ...first?.alone, resources: cuts.flatMap(({ alone }) => listIn(alone, 'resources')) };
}

/** The workflow definitions among these parts, as the template declares them. */
export const definitionsOf = (cuts: readonly Cut[]): readonly JsonObject[] =>
  cuts.flatMap(({ alone }) =>
    listIn(alone, 'resources').map(
      (each) => objectIn(objectIn(each, 'properties'), 'definition') as JsonObject,
    ),
  );

/** A resource's name: plain, or one parameter's or variable's value. Anything else has none that is known here. */
export function nameOf(
  resource: Declared,
  template: Template,
  values: Readonly<Record<string, unknown>>,
): string | undefined {
  const name = String(resource.name);
  const [, from, key = ''] = /^\[\s*(parameters|variables)\(\s*'([^']+)'\s*\)\s*\]$/iu.exec(name) ?? [];
  if (from === undefined) return name.startsWith('[') ? undefined : name;
  if (from.toLowerCase() === 'variables') return textOf(ownOf(objectIn(template, 'variables'), key));
  const declared = ownOf(objectIn(template, 'parameters'), key);
  return textOf(
    ownOf(values, key) ??
      (typeof declared === 'object' && declared !== null
        ? (declared as { readonly defaultValue?: unknown }).defaultValue
        : undefined),
  );
}

/** Whether a resource speaks of a connection, by the same expression or the plain name. */
function mentions(resource: Declared, connection: Declared): boolean {
  const name = String(connection.name).replace(/^\[|\]$/gu, '');
  return JSON.stringify(resource).replaceAll(/\s/gu, '').includes(name.replaceAll(/\s/gu, ''));
}

const isType = (resource: Declared, type: string): boolean =>
  String(resource.type).toLowerCase() === type.toLowerCase();

/** Names in templates are compared without case. */
function ownOf(of: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.entries(of).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function listIn(of: Declared, key: string): readonly Declared[] {
  const found = of[key];
  return Array.isArray(found) ? (found as readonly Declared[]) : [];
}

export function objectIn(of: Declared, key: string): Declared {
  const found = of[key];
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Declared) : {};
}

/** The template to deploy: the one that is pinned, or a newer one by the hash a person accepted. */
export const templateFor = ({ deployments }: Microsoft, accepted: string | undefined): Promise<Template> =>
  accepted ? deployments.acceptedTemplate(accepted) : deployments.playbookTemplate();
