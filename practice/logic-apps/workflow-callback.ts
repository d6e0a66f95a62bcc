import type { JsonObject, ResourceObject } from '../core/contents.ts';
import { tokenOf } from '../core/ids.ts';
import type { Context } from '../core/router.ts';
import { accessIdOf, endpointOf } from './workflow-view.ts';

export type KeyName = 'primary' | 'secondary';

/** How often each access key was made anew. The keys themselves are nowhere: signatures follow from these. */
export const keysOf = ({ more }: ResourceObject): Readonly<Record<KeyName, number>> =>
  more['keys'] as unknown as Readonly<Record<KeyName, number>>;

const signed = (workflow: ResourceObject, key: KeyName, sp: string, se: string): string =>
  tokenOf(43, 'callback', accessIdOf(workflow), key, keysOf(workflow)[key], sp, se);

/**
 * The address under which anybody may start a trigger: whoever has it needs nothing else, and it ends with its key only
 * (https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app).
 */
export function callbackOf(
  context: Context,
  workflow: ResourceObject,
  trigger: string,
  asked: { readonly notAfter?: string; readonly key?: KeyName } = {},
): JsonObject {
  const sp = `/triggers/${trigger}/run`;
  const se = asked.notAfter ?? '';
  const sig = signed(workflow, asked.key ?? 'primary', sp, se);
  const queries = { 'api-version': '2016-10-01', ...(se === '' ? {} : { se }), sp, sv: '1.0', sig };
  const basePath = `${endpointOf(context, workflow)}/triggers/${trigger}/paths/invoke`;
  const value = `${basePath}?${new URLSearchParams(queries).toString()}`;
  context.issued('callback-signature', sig);
  context.issued('callback-address', value);
  return { value, method: 'POST', basePath, queries };
}

/** Whether a request carries a signature for this trigger that still holds. */
export function holdsSignature(context: Context, workflow: ResourceObject, trigger: string): boolean {
  const sp = context.query('sp') ?? '';
  const se = context.query('se') ?? '';
  if (sp !== `/triggers/${trigger}/run` || (se !== '' && Date.parse(se) < context.clock.now())) return false;
  const sig = context.query('sig') ?? '';
  return (['primary', 'secondary'] as const).some((key) => signed(workflow, key, sp, se) === sig);
}
