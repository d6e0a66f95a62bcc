import type { Json, JsonObject } from '../core/contents.ts';
import { invalid, type Parameters, readParameters, TemplateRefused, told } from './template-parameters.ts';
import { countOf, type TemplateScope, valueOf } from './template-values.ts';

/** One resource a template declares, its name and place worked out; the rest waits until its turn comes. */
export interface PlannedResource {
  readonly id: string;
  /** "Microsoft.Logic/workflows", as the template writes it. */
  readonly type: string;
  /** As the template has it, parents before a slash. */
  readonly name: string;
  readonly apiVersion: string;
  readonly location: string | undefined;
  /** Ids of those that come first. */
  readonly dependsOn: readonly string[];
  /** The body to send, worked out with what `reference` reads back. */
  body(reference: TemplateScope['reference']): JsonObject;
}

export interface ReadTemplate {
  readonly parameters: Parameters;
  readonly contentVersion: string;
  /** Those that come first before those that depend on them. */
  readonly resources: readonly PlannedResource[];
  outputs(reference: TemplateScope['reference']): JsonObject;
}

/** Where a template goes. */
export interface TemplatePlace {
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly tenantId: string;
  readonly group: {
    readonly id: string;
    readonly name: string;
    readonly location: string;
    readonly tags: JsonObject;
  };
  readonly deploymentName: string;
  /** ISO-8601 UTC. */
  readonly now: string;
}

const known =
  /^(?:\$schema|contentVersion|apiProfile|metadata|parameters|variables|functions|resources|outputs|languageVersion|definitions)$/iu;

/**
 * Reads a template as the service does before it does anything
 * (https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax): every name is worked out, loops are
 * unrolled, what is conditioned away is gone, and order comes from `dependsOn` alone.
 * @throws TemplateRefused
 */
export function readTemplate(template: Json, given: JsonObject, place: TemplatePlace): ReadTemplate {
  const of = objectOf(template, 'the template');
  for (const name of ['$schema', 'contentVersion', 'resources'])
    if (of[name] === undefined)
      throw new TemplateRefused(
        `The request content was invalid and could not be deserialized: 'Required property '${name}' not found in JSON. Path 'properties.template'.'.`,
        'InvalidRequestContent',
      );
  const stranger = Object.keys(of).find((name) => !known.test(name));
  if (stranger !== undefined)
    throw new TemplateRefused(
      `The request content was invalid and could not be deserialized: 'Could not find member '${stranger}' on object of type 'Template'. Path 'properties.template.${stranger}'.'.`,
      'InvalidRequestContent',
    );
  if (!Array.isArray(of['resources']) || of['functions'] !== undefined || of['languageVersion'] !== undefined)
    throw invalid('The template uses user-defined functions or symbolic names, which practice does not play');
  const bare = scopeOf(of, place);
  const parameters = readParameters(objectOf(of['parameters'] ?? {}, 'parameters'), given, {
    ...bare,
    now: place.now,
  });
  const scope = withVariables(of, {
    ...bare,
    parameter: (name) => parameters.values.get(name.toLowerCase()),
  });
  const declared = (of['resources'] as readonly Json[]).flatMap((one) =>
    unrolled(objectOf(one, 'a resource'), scope, place, undefined),
  );
  return {
    parameters,
    contentVersion: String(of['contentVersion']),
    resources: ordered(declared),
    outputs: (reference) =>
      outputsOf(objectOf(of['outputs'] ?? {}, 'outputs'), withReference(scope, reference)),
  };
}

const withReference = (scope: TemplateScope, reference: TemplateScope['reference']): TemplateScope =>
  reference === undefined ? scope : { ...scope, reference };

function scopeOf(template: JsonObject, place: TemplatePlace): TemplateScope {
  const { group } = place;
  return {
    subscription: {
      id: `/subscriptions/${place.subscriptionId}`,
      subscriptionId: place.subscriptionId,
      tenantId: place.tenantId,
      displayName: place.subscriptionName,
    },
    resourceGroup: {
      id: group.id,
      name: group.name,
      type: 'Microsoft.Resources/resourceGroups',
      location: group.location,
      tags: group.tags,
      properties: { provisioningState: 'Succeeded' },
    },
    deployment: {
      name: place.deploymentName,
      properties: { template: { contentVersion: template['contentVersion'] ?? '' }, mode: 'Incremental' },
    },
    tenantId: place.tenantId,
    parameter: () => undefined,
    variable: () => undefined,
    loops: [],
  };
}

/** Variables are worked out when first asked for; one that needs itself is refused. */
function withVariables(template: JsonObject, scope: TemplateScope): TemplateScope {
  const plain = objectOf(template['variables'] ?? {}, 'variables');
  const { copy, ...single } = plain;
  const all: JsonObject = {
    ...single,
    ...Object.fromEntries(
      (Array.isArray(copy) ? (copy as readonly JsonObject[]) : []).map((loop) => [
        String(loop['name']),
        { copy: [loop] },
      ]),
    ),
  };
  const looped = new Set(
    Array.isArray(copy) ? (copy as readonly JsonObject[]).map((loop) => String(loop['name'])) : [],
  );
  const done = new Map<string, Json>();
  const under = new Set<string>();
  const full: TemplateScope = {
    ...scope,
    variable(asked) {
      const name = Object.keys(all).find((each) => each.toLowerCase() === asked.toLowerCase());
      if (name === undefined) return undefined;
      const ready = done.get(name);
      if (ready !== undefined) return ready;
      if (under.has(name)) throw invalid(`The template variable '${name}' refers to itself.`);
      under.add(name);
      const value = told(`template variable '${name}'`, () => valueOf(all[name] ?? null, full));
      const kept = looped.has(name) ? ((value as JsonObject)[name] ?? null) : value;
      done.set(name, kept);
      under.delete(name);
      return kept;
    },
  };
  return full;
}

type Declared = Omit<PlannedResource, 'dependsOn'> & {
  readonly waitsFor: readonly string[];
  readonly loop: string | undefined;
};

/** What is no part of the body that is sent. */
const framing = new Set([
  'type',
  'name',
  'apiVersion',
  'dependsOn',
  'condition',
  'copy',
  'resources',
  'scope',
  'comments',
]);

function unrolled(
  raw: JsonObject,
  scope: TemplateScope,
  place: TemplatePlace,
  parent: Declared | undefined,
): readonly Declared[] {
  const copy = raw['copy'];
  if (copy === undefined || copy === null) return oneOf(raw, scope, place, parent, undefined);
  const loop = objectOf(copy, 'copy');
  const name = String(loop['name']);
  const count = told(`template resource '${String(raw['name'])}'`, () =>
    countOf(valueOf(loop['count'] ?? null, scope), name),
  );
  return Array.from({ length: count }, (_, index) =>
    oneOf(raw, { ...scope, loops: [...scope.loops, { name, index }] }, place, parent, name),
  ).flat();
}

function oneOf(
  raw: JsonObject,
  scope: TemplateScope,
  place: TemplatePlace,
  parent: Declared | undefined,
  loop: string | undefined,
): readonly Declared[] {
  const says = `template resource '${String(raw['name'])}'`;
  const work = (name: string): Json => told(says, () => valueOf(raw[name] ?? null, scope));
  if (raw['condition'] !== undefined && work('condition') !== true) return [];
  for (const name of ['type', 'name', 'apiVersion'])
    if (typeof raw[name] !== 'string')
      throw invalid(
        `The ${says} at line '1' and column '1' is not valid: the '${name}' property is required`,
      );
  const type = parent === undefined ? String(work('type')) : `${parent.type}/${String(work('type'))}`;
  const name = parent === undefined ? String(work('name')) : `${parent.name}/${String(work('name'))}`;
  if (/^Microsoft\.Resources\/(?:deployments|deploymentScripts)$/iu.test(type))
    throw invalid(`The ${says} is a deployment inside a deployment, which practice does not play`);
  const above = raw['scope'] === undefined ? place.group.id : String(work('scope'));
  const rest = Object.fromEntries(Object.entries(raw).filter(([key]) => !framing.has(key)));
  const mine: Declared = {
    id: `${above}/providers/${woven(type, name)}`,
    type,
    name,
    apiVersion: String(work('apiVersion')),
    location: raw['location'] === undefined ? undefined : String(work('location')),
    waitsFor: (Array.isArray(raw['dependsOn']) ? (raw['dependsOn'] as readonly Json[]) : []).map((each) =>
      told(says, () => String(valueOf(each, scope))),
    ),
    loop,
    body: (reference) => told(says, () => valueOf(rest, withReference(scope, reference)) as JsonObject),
  };
  // Worked out once without anything to refer to, so that what is wrong in it is known before anything is made.
  whenKnown(() => mine.body(later));
  const inner = Array.isArray(raw['resources']) ? (raw['resources'] as readonly Json[]) : [];
  return [mine, ...inner.flatMap((one) => unrolled(objectOf(one, 'a resource'), scope, place, mine))];
}

/** What is read back from a resource that may not be there yet. */
export class ReadBack extends Error {
  readonly of: string;
  readonly apiVersion: string | undefined;
  constructor(of: string, apiVersion: string | undefined) {
    super(`what ${of} is has to be read first`);
    this.of = of;
    this.apiVersion = apiVersion;
  }
}

const later: NonNullable<TemplateScope['reference']> = (of, apiVersion) => {
  throw new ReadBack(of, apiVersion);
};

/** The value, or undefined where it hangs on a resource that has to be read first. */
export function whenKnown<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof ReadBack) return undefined;
    throw thrown;
  }
}

/** Type and name as a path: segment by segment. https://learn.microsoft.com/azure/azure-resource-manager/templates/child-resource-name-type */
function woven(type: string, name: string): string {
  const [namespace = '', ...types] = type.split('/');
  const names = name.split('/');
  if (types.length === 0 || types.length !== names.length)
    throw invalid(
      `The template resource '${name}' for type '${type}' at line '1' and column '1' has incorrect segment lengths. A nested resource type must have identical number of segments as its resource name. A root resource type must have segment length one greater than its resource name. Please see https://aka.ms/arm-template/#resources for usage details.`,
    );
  return [namespace, ...types.flatMap((each, at) => [each, names[at] ?? ''])].join('/');
}

/** Puts those first that others wait for. @throws TemplateRefused for a circle or somebody who is not there */
function ordered(declared: readonly Declared[]): readonly PlannedResource[] {
  const twice = declared.find((one, at) => declared.findIndex(({ id }) => sameId(id, one.id)) !== at);
  if (twice !== undefined)
    throw invalid(
      `The resource '${twice.id}' at line '1' and column '1' is defined multiple times in a template. Please see https://aka.ms/arm-syntax-resources for usage details.`,
    );
  const waits = new Map(
    declared.map((one) => [one, one.waitsFor.flatMap((asked) => namedBy(asked, declared))]),
  );
  const placed: Declared[] = [];
  const under = new Set<Declared>();
  const put = (one: Declared): void => {
    if (placed.includes(one)) return;
    if (under.has(one))
      throw invalid(
        `Circular dependency detected on resource: '${one.id}'. Please see https://aka.ms/arm-syntax-resources for usage details.`,
      );
    under.add(one);
    for (const before of waits.get(one) ?? []) put(before);
    under.delete(one);
    placed.push(one);
  };
  for (const one of declared) put(one);
  return placed.map(({ waitsFor: _words, loop: _loop, ...one }, at) => ({
    ...one,
    dependsOn: (waits.get(placed[at] as Declared) ?? []).map(({ id }) => id),
  }));
}

function namedBy(asked: string, declared: readonly Declared[]): readonly Declared[] {
  const found = declared.filter(
    (one) =>
      sameId(one.id, asked) ||
      sameId(one.id.split('/providers/').at(-1) ?? '', asked) ||
      sameId(one.name, asked) ||
      (one.loop !== undefined && sameId(one.loop, asked)),
  );
  if (found.length === 0)
    throw invalid(
      `The resource '${asked.split(/\/providers\//iu).at(-1)}' is not defined in the template. Please see https://aka.ms/arm-syntax for usage details.`,
    );
  return found;
}

const sameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function outputsOf(declared: JsonObject, scope: TemplateScope): JsonObject {
  return Object.fromEntries(
    Object.entries(declared).flatMap(([name, output]) => {
      const of = objectOf(output, 'an output');
      const secure = /^secure/iu.test(String(of['type']));
      const says = `template output '${name}'`;
      if (of['condition'] !== undefined && told(says, () => valueOf(of['condition'] ?? null, scope)) !== true)
        return [];
      const value = told(says, () => valueOf(of['value'] ?? null, scope));
      return [[name, { type: String(of['type']), ...(secure ? {} : { value }) }]];
    }),
  );
}

function objectOf(value: Json, what: string): JsonObject {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
  throw invalid(`${what} must be an object`);
}
