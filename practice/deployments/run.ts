import type { DeploymentObject, DeploymentStep, Json, JsonObject } from '../core/contents.ts';
import { fractionOf } from '../core/ids.ts';
import type { Store } from '../core/store.ts';
import type { CallAs } from '../logic-apps/workflow-connectors.ts';
import { deploymentFailed } from './errors.ts';
import type { AskedDeployment } from './read.ts';
import { type PlannedResource, ReadBack } from './template.ts';
import { TemplateRefused } from './template-parameters.ts';
import type { TemplateScope } from './template-values.ts';

/** What a deployment under way needs that is kept nowhere: its template, secure parameters included. */
const underWay = new WeakMap<Store, Map<string, AskedDeployment>>();

/** Milliseconds from the request to the first resource. */
const settingOff = 500;

/** How long a resource takes: a second, give or take. Assumed; real ones take from seconds to minutes. */
const lasts = (id: string): number => 600 + Math.floor(800 * fractionOf('deployment', id.toLowerCase()));

/** When each resource begins and ends if nothing is refused: those that do not wait for each other at the same time. */
export function timed(
  asked: AskedDeployment,
  startedAt: number,
  newId: () => string,
): readonly DeploymentStep[] {
  const ends = new Map<string, number>();
  return asked.read.resources.map(({ id, type, name, dependsOn }) => {
    const startsAt = Math.max(startedAt + settingOff, ...dependsOn.map((before) => ends.get(before) ?? 0));
    const endsAt = startsAt + lasts(id);
    ends.set(id, endsAt);
    const operationId = newId().replaceAll('-', '').slice(0, 16).toUpperCase();
    return {
      operationId,
      resourceId: id,
      type,
      name,
      state: 'Waiting',
      startsAt,
      endsAt,
      status: 0,
      error: null,
    };
  });
}

/** Begins a deployment: from now on every request to the tenant finds it as far as it has come. */
export function begin(store: Store, deployment: DeploymentObject, asked: AskedDeployment): void {
  const mine = underWay.get(store) ?? new Map<string, AskedDeployment>();
  underWay.set(store, mine.set(deployment.id.toLowerCase(), asked));
  store.put('deployments', deployment);
}

export const isActive = ({ state }: DeploymentObject): boolean => state === 'Accepted' || state === 'Running';

/** A tenant at a moment, and how its own services are reached from inside. */
interface Inside {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Azure Resource Manager's origin in the tenant's cloud. */
  readonly arm: string;
  readonly call: CallAs;
}

/** Brings every deployment to where it would be by now: what is due is made, in the deployer's name. */
export async function advanceDeployments(inside: Inside): Promise<void> {
  const { store } = inside;
  const active = store.authoritative().list('deployments').filter(isActive);
  for (const one of active) await advance(one, inside);
}

async function advance(one: DeploymentObject, inside: Inside): Promise<void> {
  const { store, now } = inside;
  const asked = underWay.get(store)?.get(one.id.toLowerCase());
  if (asked === undefined) {
    // The program that played this deployment has ended meanwhile, and its template went with it.
    const error = {
      code: 'InternalServerError',
      message: 'Encountered internal server error. Practice was closed.',
    };
    store.put('deployments', { ...one, state: 'Failed', endedAt: now, error });
    return;
  }
  let deployment = one;
  const keep = (change: Partial<DeploymentObject>) => {
    deployment = { ...deployment, ...change };
    store.put('deployments', deployment);
  };
  const keepStep = (step: DeploymentStep) =>
    keep({
      state: 'Running',
      steps: deployment.steps.map((each) => (each.resourceId === step.resourceId ? step : each)),
    });
  for (const resource of asked.read.resources) {
    const step = deployment.steps.find(({ resourceId }) => resourceId === resource.id);
    if (step === undefined || step.state === 'Succeeded' || step.state === 'Failed') continue;
    if (inVain(deployment, asked).has(resource.id) || step.startsAt > now) continue;
    if (step.endsAt > now) {
      if (step.state === 'Waiting') keepStep({ ...step, state: 'Running' });
      continue;
    }
    const made = await make(resource, one.deployer, inside);
    const good = made.status < 400;
    keepStep({
      ...step,
      state: good ? 'Succeeded' : 'Failed',
      status: made.status,
      error: good ? null : errorIn(made.body),
    });
  }
  const vain = inVain(deployment, asked);
  const open = deployment.steps.filter(
    ({ state, resourceId }) => (state === 'Waiting' || state === 'Running') && !vain.has(resourceId),
  );
  if (open.length === 0) await end(deployment, asked, inside);
}

/** Those that will never be begun, because something they wait for, near or far, was refused. */
function inVain(of: DeploymentObject, { read }: AskedDeployment): ReadonlySet<string> {
  const refused = new Set(
    of.steps.filter(({ state }) => state === 'Failed').map(({ resourceId }) => resourceId),
  );
  const vain = new Set<string>();
  for (const { id, dependsOn } of read.resources)
    if (dependsOn.some((before) => refused.has(before) || vain.has(before))) vain.add(id);
  return vain;
}

async function end(one: DeploymentObject, asked: AskedDeployment, inside: Inside): Promise<void> {
  const { store, now } = inside;
  underWay.get(store)?.delete(one.id.toLowerCase());
  const failed = one.steps.filter(({ state }) => state === 'Failed');
  const ended = { ...one, endedAt: now };
  if (failed.length > 0) {
    store.put('deployments', { ...ended, state: 'Failed', error: deploymentFailed(failed) });
    return;
  }
  const outputs = await readingBack((reference) => asked.read.outputs(reference), one.deployer, inside);
  store.put(
    'deployments',
    'refused' in outputs
      ? { ...ended, state: 'Failed', error: outputs.refused }
      : { ...ended, state: 'Succeeded', outputs: outputs.value },
  );
}

async function make(
  { id, apiVersion, body }: PlannedResource,
  deployer: string,
  inside: Inside,
): Promise<{ readonly status: number; readonly body: Json }> {
  const sent = await readingBack(body, deployer, inside);
  if ('refused' in sent) return { status: 400, body: { error: sent.refused } };
  return inside.call(deployer, { method: 'PUT', url: addressOf(inside, id, apiVersion), body: sent.value });
}

/** Works something out, reading first what `reference` asks for: one resource a turn, until nothing is missing. */
async function readingBack<T>(
  work: (reference: TemplateScope['reference']) => T,
  deployer: string,
  inside: Inside,
): Promise<{ readonly value: T } | { readonly refused: JsonObject }> {
  const read = new Map<string, JsonObject>();
  for (;;) {
    try {
      return {
        value: work((of, apiVersion, full) => {
          const found = read.get(of.toLowerCase());
          if (found === undefined) throw new ReadBack(of, apiVersion);
          return full ? found : (found['properties'] ?? {});
        }),
      };
    } catch (thrown) {
      if (thrown instanceof TemplateRefused)
        return { refused: { code: thrown.code, message: thrown.message } };
      if (!(thrown instanceof ReadBack)) throw thrown;
      const url = addressOf(inside, thrown.of, thrown.apiVersion ?? '');
      const answer = await inside.call(deployer, { method: 'GET', url });
      if (answer.status >= 400) return { refused: errorIn(answer.body) };
      read.set(thrown.of.toLowerCase(), answer.body as JsonObject);
    }
  }
}

const addressOf = ({ arm }: Inside, id: string, apiVersion: string): string =>
  `${arm}${id.split('/').map(encodeURIComponent).join('/')}?api-version=${apiVersion}`;

function errorIn(body: Json): JsonObject {
  const error = body === null || typeof body !== 'object' ? undefined : (body as JsonObject)['error'];
  if (error === null || error === undefined || typeof error !== 'object')
    return { code: 'BadRequest', message: 'The resource provider answered without an error.' };
  return error as JsonObject;
}

/** Stops a deployment: what is made stays, what has not begun is not begun. */
export function cancel(store: Store, one: DeploymentObject, now: number): void {
  underWay.get(store)?.delete(one.id.toLowerCase());
  store.put('deployments', {
    ...one,
    state: 'Canceled',
    endedAt: now,
    error: { code: 'DeploymentCanceled', message: 'The deployment was cancelled.' },
    steps: one.steps.map((step) =>
      step.state === 'Waiting' || step.state === 'Running' ? { ...step, state: 'Canceled' } : step,
    ),
  });
}
