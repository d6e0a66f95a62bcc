import { keyed } from '../../engine/model/fact.ts';
import type { ProfileParts } from '../../engine/model/profile.ts';
import type { Known } from '../../engine/model/recipe.ts';
import { clientId, credential, granted, heldRole, proof, roleKeys, workspace } from '../catalogue/facts.ts';
import type { AzureRoleKey } from '../catalogue/microsoft-ids.ts';
import { applicationObjects } from './objects.ts';

const resources = ['log-analytics', 'azure', 'graph'] as const;

/**
 * The parts of a profile of any vendor that signs in as an application, but its form; undefined until enough is known.
 * `more` are the roles it holds on each workspace in addition to the first.
 */
export function applicationParts(
  known: Known,
  picked: readonly { readonly key: string }[],
  more: readonly AzureRoleKey[] = [],
): Omit<ProfileParts, 'form'> | undefined {
  const application = known(clientId);
  const signsIn = known(credential);
  const keys = picked.map(({ key }) => key);
  const held = roleKeys(keys, more);
  const workspaces = keys.flatMap((key) => known(keyed(workspace, key)) ?? []);
  if (!application || !signsIn || workspaces.length === 0) return undefined;
  return {
    clientId: application,
    credential: { kind: signsIn.kind ?? 'secret', keyId: signsIn.keyId, expiresAt: signsIn.expiresAt },
    workspaces,
    permissions: (['log-analytics', 'graph'] as const).flatMap((api) => known(keyed(granted, api)) ?? []),
    roles: [...new Set(held.flatMap((key) => known(keyed(heldRole, key))?.role ?? []))],
    proof: {
      ...applicationObjects(known, held),
      ...Object.fromEntries(
        resources.flatMap((resource) => {
          const seen = known(keyed(proof, resource));
          return seen ? [[resource, seen]] : [];
        }),
      ),
    },
  };
}
