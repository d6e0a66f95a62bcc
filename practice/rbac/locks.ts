import { armOperation, ok, pageOf } from '../arm/arm.ts';
import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import { notFound } from '../arm/errors.ts';
import { demandScope } from '../arm/scope.ts';
import type { JsonObject, LockObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { demand, demandWritable, subscriptionAbove } from './arm-rights.ts';
import { inList, scopeOf } from './role-assignment-view.ts';

const type = 'Microsoft.Authorization/locks';
const learn = 'https://learn.microsoft.com/rest/api/resources/management-locks';

const shape: Shape = {
  is: 'object',
  type: 'ManagementLockObject',
  members: {
    id: { is: 'any' },
    name: { is: 'any' },
    type: { is: 'any' },
    systemData: { is: 'any' },
    properties: {
      is: 'object',
      required: true,
      type: 'ManagementLockProperties',
      members: {
        level: { is: 'string', required: true, oneOf: ['CanNotDelete', 'ReadOnly'] },
        notes: { is: 'string' },
        owners: { is: 'any' },
      },
    },
  },
};

const idOf = (scope: string, name: string): string => `${scope}/providers/${type}/${name}`;

const shown = (lock: LockObject): JsonObject => ({
  properties: { level: lock.level, ...(lock.notes === null ? {} : { notes: lock.notes }) },
  id: idOf(lock.scope, lock.name),
  type,
  name: lock.name,
});

function list(context: Context): WireResponse {
  const scope = scopeOf(context);
  demand(context, `${type}/read`, scope);
  demandScope(context, scope);
  const atScope = /^\s*atScope\(\)\s*$/i.test(context.query('$filter') ?? '');
  const found = context.truth.list('locks').filter((lock) => inList(context, lock.scope, scope, atScope));
  return pageOf(context, found.map(shown), 100);
}

function lockOf(context: Context, action: string): LockObject | undefined {
  const scope = scopeOf(context);
  subscriptionAbove(context, scope);
  demand(context, `${type}/${action}`, scope);
  const id = idOf(demandScope(context, scope), context.params['name'] ?? '').toLowerCase();
  return context.truth.list('locks').find((one) => idOf(one.scope, one.name).toLowerCase() === id);
}

function get(context: Context): WireResponse {
  const found = lockOf(context, 'read');
  if (found === undefined)
    throw notFound('LockNotFound', `The lock '${context.params['name'] ?? ''}' could not be found.`);
  return ok(shown(found));
}

function put(context: Context): WireResponse {
  const known = lockOf(context, 'write');
  const properties = objectIn(bodyOf(context, shape), 'properties');
  const scope = demandScope(context, scopeOf(context));
  const subscription = subscriptionAbove(context, scope);
  if (subscription !== undefined) demandWritable(subscription);
  const name = known?.name ?? context.params['name'] ?? '';
  const lock: LockObject = {
    id: known?.id ?? idOf(scope, name),
    name,
    scope,
    level: textIn(properties, 'level') === 'ReadOnly' ? 'ReadOnly' : 'CanNotDelete',
    notes: textIn(properties, 'notes') ?? null,
  };
  context.store.put('locks', lock);
  return { status: known === undefined ? 201 : 200, body: shown(lock) };
}

function remove(context: Context): WireResponse {
  const known = lockOf(context, 'delete');
  if (known === undefined) return { status: 204 };
  context.store.remove('locks', known.id);
  return { status: 200 };
}

const root = `/{*scope}/providers/${type}`;
const each = `${root}/{name}`;
const call = { type: 'locks' } as const;

export const lockOperations: readonly Operation[] = [
  armOperation({ ...call, method: 'GET', path: root, source: [`${learn}/list-by-scope`], run: list }),
  armOperation({
    ...call,
    method: 'GET',
    path: each,
    source: [`${learn}/get-by-scope`],
    assumed: ['the code LockNotFound'],
    run: get,
  }),
  armOperation({
    ...call,
    method: 'PUT',
    path: each,
    source: [`${learn}/create-or-update-by-scope`],
    run: put,
  }),
  armOperation({ ...call, method: 'DELETE', path: each, source: [`${learn}/delete-by-scope`], run: remove }),
];
