import { keyed } from '../../engine/model/fact.ts';
import type { ProfileParts } from '../../engine/model/profile.ts';
import type { Known } from '../../engine/model/recipe.ts';
import { clientId, credential, granted, heldRole, proof, workspace } from '../catalogue/facts.ts';
import { applicationObjects } from './objects.ts';

const resources = ['log-analytics', 'azure', 'graph'] as const;

/** The parts of a profile of any vendor that signs in as an application, but its form; undefined until enough is known. */
export function applicationParts(
  known: Known,
  picked: readonly { readonly key: string }[],
): Omit<ProfileParts, 'form'> | undefined {
  const application = known(clientId);
  const held = known(credential);
  const keys = picked.map(({ key }) => key);
  const workspaces = keys.flatMap((key) => known(keyed(workspace, key)) ?? []);
  if (!application || !held || workspaces.length === 0) return undefined;
  return {
    clientId: application,
    credential: { kind: held.kind ?? 'secret', keyId: held.keyId, expiresAt: held.expiresAt },
    workspaces,
    permissions: (['log-analytics', 'graph'] as const).flatMap((api) => known(keyed(granted, api)) ?? []),
    roles: [...new Set(keys.flatMap((key) => known(keyed(heldRole, key))?.role ?? []))],
    proof: {
      ...applicationObjects(known, keys),
      ...Object.fromEntries(
        resources.flatMap((resource) => {
          const seen = known(keyed(proof, resource));
          return seen ? [[resource, seen]] : [];
        }),
      ),
    },
  };
}
