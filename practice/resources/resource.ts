import { armTime } from '../arm/arm.ts';
import type { Shape } from '../arm/body.ts';
import { resourceNotFound } from '../arm/errors.ts';
import type { ResourceObject } from '../core/contents.ts';
import { type Context, Refusal } from '../core/router.ts';
import {
  demand,
  demandUnlocked,
  demandWritable,
  groupOf,
  groupScope,
  rightsOf,
  subscriptionOf,
} from '../rbac/arm-rights.ts';
import { saysUnregistered } from './providers.ts';

/** A resource by type and name, in the path's resource group. */
export interface Named {
  readonly type: string;
  readonly name: string;
}

export const scopeOf = (context: Context, { type, name }: Named): string =>
  `${groupScope(context)}/providers/${type}/${name}`;

/** The resource of the path, in ARM's order of refusals; `action` is asked at the resource. Undefined where there is none. */
export function resourceIf(context: Context, named: Named, action: string): ResourceObject | undefined {
  subscriptionOf(context);
  const scope = scopeOf(context, named);
  demand(context, action, scope);
  groupOf(context);
  return context.truth.get('resources', scope);
}

/** The same where it must be there. */
export function resourceAt(context: Context, named: Named, action: string): ResourceObject {
  const found = resourceIf(context, named, action);
  if (found === undefined) throw resourceNotFound(named.type, named.name, context.params['group'] ?? '');
  return found;
}

/** Resources of a type in the path's group that the caller may read, in ARM's order of refusals. */
export function resourcesIn(context: Context, type: string): readonly ResourceObject[] {
  subscriptionOf(context);
  demand(context, `${type}/read`, groupScope(context));
  groupOf(context);
  const rights = rightsOf(context);
  const below = `${groupScope(context)}/`.toLowerCase();
  return context.truth
    .list('resources')
    .filter(
      ({ type: its, id }) =>
        its === type && id.toLowerCase().startsWith(below) && rights.may(`${type}/read`, id),
    );
}

/** Refuses a write where the subscription, a lock or a provider's missing registration forbids it. */
export function demandResourceWrite(context: Context, named: Named, doing: 'write' | 'delete'): void {
  const subscription = subscriptionOf(context);
  demandWritable(subscription);
  demandUnlocked(context, scopeOf(context, named), doing);
  const namespace = named.type.split('/')[0] ?? '';
  if (!saysUnregistered(context, subscription, namespace)) return;
  // https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider
  throw new Refusal({
    status: 409,
    body: {
      error: {
        code: 'MissingSubscriptionRegistration',
        message: `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
      },
    },
  });
}

/** What a client may send back as it read it, and nobody reads here. */
export const ignored = (...names: readonly string[]): Readonly<Record<string, Shape>> =>
  Object.fromEntries(names.map((name) => [name, { is: 'any' } as const]));

/** What ARM calls now. */
export const nowIn = (context: Context): string => armTime(context.clock.now());
