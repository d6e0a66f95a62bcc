import { createHash } from 'node:crypto';
import { isNewer } from '../arm/arm.ts';
import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import { noRegisteredProvider } from '../arm/errors.ts';
import { demandRegion } from '../arm/region.ts';
import { type ArmType, armTypes } from '../arm/versions.ts';
import type { Json, JsonObject } from '../core/contents.ts';
import { notImitated } from '../core/not-imitated.ts';
import { type Context, Refusal } from '../core/router.ts';
import { notRegistered } from '../key-vault/errors.ts';
import { publishedAt } from '../playbooks/published.ts';
import { callerName, groupOf, rightsOf, subscriptionOf } from '../rbac/arm-rights.ts';
import { demandAllowed } from '../resources/policy.ts';
import { saysUnregistered } from '../resources/providers.ts';
import { linkRefused, modeNotPlayed, notPermitted, preflightFailed, templateRefused } from './errors.ts';
import { plainJson } from './relaxed-json.ts';
import { type PlannedResource, type ReadTemplate, readTemplate, whenKnown } from './template.ts';
import { TemplateRefused } from './template-parameters.ts';

const any: Shape = { is: 'any' };

/** https://learn.microsoft.com/rest/api/resources/deployments/create-or-update */
const shape: Shape = {
  is: 'object',
  type: 'DeploymentDefinition',
  members: {
    location: { is: 'string' },
    tags: any,
    properties: {
      is: 'object',
      type: 'DeploymentPropertiesDefinition',
      required: true,
      members: {
        template: any,
        templateLink: any,
        parameters: any,
        parametersLink: any,
        mode: { is: 'string', required: true, oneOf: ['Incremental', 'Complete'] },
        debugSetting: any,
        onErrorDeployment: any,
        expressionEvaluationOptions: any,
        validationLevel: { is: 'string', oneOf: ['Template', 'Provider', 'ProviderNoRbac'] },
        whatIfSettings: any,
      },
    },
  },
};

/** A deployment as it was asked for, read and found to be possible. */
export interface AskedDeployment {
  readonly read: ReadTemplate;
  readonly tags: Readonly<Record<string, string>>;
  /** Of the template as it was given. */
  readonly templateHash: string;
  readonly templateLink: JsonObject | undefined;
}

/** Reads a deployment's body and its template. Nothing is looked at but the text. */
export function askedDeployment(context: Context): AskedDeployment {
  const subscription = subscriptionOf(context);
  const group = groupOf(context);
  const body = bodyOf({ text: plainJson(context.text) }, shape);
  const properties = objectIn(body, 'properties');
  const mode = textIn(properties, 'mode') ?? '';
  if (mode !== 'Incremental') throw modeNotPlayed(mode);
  const link = properties['templateLink'] === undefined ? undefined : objectIn(properties, 'templateLink');
  const template = templateOf(properties['template'], link);
  try {
    const read = readTemplate(template, objectIn(properties, 'parameters'), {
      subscriptionId: subscription.id,
      subscriptionName: subscription.displayName,
      tenantId: context.tenant.id,
      group,
      deploymentName: context.params['deployment'] ?? '',
      now: new Date(context.clock.now()).toISOString(),
    });
    return {
      read,
      tags: objectIn(body, 'tags') as Record<string, string>,
      templateHash: createHash('sha256')
        .update(JSON.stringify(template))
        .digest()
        .readBigUInt64BE()
        .toString(),
      templateLink: link,
    };
  } catch (thrown) {
    if (thrown instanceof TemplateRefused) throw templateRefused(thrown);
    throw thrown;
  }
}

function templateOf(given: Json | undefined, link: JsonObject | undefined): Json {
  if (given !== undefined && link !== undefined)
    throw templateRefused(
      new TemplateRefused(
        'The request content is not valid: only one of the properties template and templateLink can be given.',
        'InvalidRequestContent',
      ),
    );
  if (link === undefined) return given ?? null;
  const uri = textIn(link, 'uri') ?? '';
  const text = publishedAt(uri);
  if (text === undefined) throw linkRefused(uri);
  return JSON.parse(text) as Json;
}

const types: readonly ArmType[] = Object.values(armTypes);

/**
 * What ARM can know before anything is made: types and versions, registrations, regions, the caller's rights, and what
 * policies forbid. https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-what-if
 */
export function preflight(context: Context, { read }: AskedDeployment): void {
  const rights = rightsOf(context);
  for (const resource of read.resources) demandServed(context, resource);
  const details = read.resources.flatMap((resource): readonly JsonObject[] => {
    if (!rights.may(`${resource.type}/write`, resource.id))
      return [notPermitted({ ...resource, caller: callerName(context), objectId: context.caller.objectId })];
    const violation = violationOf(context, resource);
    return violation === undefined ? [] : [violation];
  });
  if (details.length > 0) throw preflightFailed(details);
}

function demandServed(context: Context, { type, apiVersion, location }: PlannedResource): void {
  const [namespace = '', ...rest] = type.split('/');
  const name = rest.join('/');
  const inside = types.filter((one) => one.namespace.toLowerCase() === namespace.toLowerCase());
  if (inside.length === 0) throw notImitated(`deployments of ${namespace}`);
  const known = inside.find((one) => one.type.toLowerCase() === name.toLowerCase());
  if (known === undefined) throw notImitated(`deployments of ${type}`);
  if (isNewer(apiVersion, known.versions)) throw notImitated(`api-version ${apiVersion} of ${type}`);
  if (!known.versions.includes(apiVersion.toLowerCase()))
    throw noRegisteredProvider({
      location: location ?? '*',
      given: apiVersion,
      type: name,
      supported: known.versions,
      locations: known.locations,
    });
  if (saysUnregistered(context, subscriptionOf(context), known.namespace))
    throw notRegistered(known.namespace);
  if (location !== undefined && known.locations.length > 0) demandRegion(context, type, location);
}

function violationOf(context: Context, resource: PlannedResource): JsonObject | undefined {
  const body = whenKnown(() => resource.body(undefined));
  try {
    if (body !== undefined) demandAllowed(context, { ...resource, scope: resource.id, facts: factsOf(body) });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal) return objectIn(thrown.answer.body as JsonObject, 'error');
    throw thrown;
  }
}

/** What policies here look at. */
function factsOf(body: JsonObject): Readonly<Record<string, string>> {
  const properties = objectIn(body, 'properties');
  const api = textIn(objectIn(properties, 'api'), 'id')?.split('/').at(-1);
  const valueType = textIn(properties, 'parameterValueType');
  return {
    ...(api === undefined ? {} : { api }),
    ...(valueType === undefined ? {} : { parameterValueType: valueType }),
  };
}
