import type { Context, Method, WireResponse } from '../core/router.ts';
import { armHeaders } from './arm.ts';
import {
  invalidResourceNamespace,
  invalidResourceType,
  methodNotAllowed,
  missingApiVersion,
} from './errors.ts';
import { armTypes } from './versions.ts';

const known: ReadonlySet<string> = new Set(
  Object.values(armTypes).map((type) => type.namespace.toLowerCase()),
);

/** What ARM says to a path nothing is served at. `methods` are those the path does know. Order and words assumed. */
export function unknownArmPath(context: Context, methods: readonly Method[]): WireResponse {
  const given = context.query('api-version');
  const [namespace = '', type = ''] =
    context.path
      .split(/\/providers\//i)
      .at(-1)
      ?.split('/') ?? [];
  const inProvider = /\/providers\//i.test(context.path);
  const refusal =
    methods.length > 0
      ? methodNotAllowed(context.method)
      : given === undefined
        ? missingApiVersion()
        : inProvider && !known.has(namespace.toLowerCase())
          ? invalidResourceNamespace(namespace)
          : invalidResourceType(
              inProvider ? type : (context.path.split('/').at(-1) ?? ''),
              inProvider ? namespace : 'Microsoft.Resources',
              given,
            );
  const allow = methods.length > 0 ? { allow: methods.join(', ') } : {};
  return { ...refusal.answer, headers: { ...armHeaders(context), ...allow } };
}
