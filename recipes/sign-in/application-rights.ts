import type { Microsoft } from '../../microsoft/contract/microsoft.ts';
import type { EntraRights, Maker } from '../catalogue/facts.ts';
import { tried } from './as-application.ts';

/**
 * Whether the signed-in one is an owner of an application, and so may change it without a role
 * (https://learn.microsoft.com/entra/identity/enterprise-apps/overview-assign-app-owners). Read only where no role does
 * it. Undefined where it wasn't read or can't be seen.
 */
export async function isOwner(
  microsoft: Microsoft,
  appObjectId: string,
  { rights, maker }: { readonly rights: EntraRights | undefined; readonly maker: Maker | undefined },
): Promise<boolean | undefined> {
  if (rights?.register.is !== 'no' || !maker) return undefined;
  const owners = await tried(() => microsoft.access.owners(appObjectId));
  return 'ok' in owners ? owners.ok.some(({ id }) => id === maker.objectId) : undefined;
}

/** Whether a change of an application is someone else's to make: no role does it, and the signed-in one is no owner. */
export const isSomeoneElses = (rights: EntraRights | undefined, owns: boolean | undefined): boolean =>
  rights?.register.is === 'no' && owns === false;
