import type { ProfileParts } from '../../engine/model/profile.ts';
import type { Known } from '../../engine/model/recipe.ts';
import type { AnyStep } from '../../engine/model/step.ts';
import { additionalKey, roleKeys } from '../catalogue/facts.ts';
import type { ApiKey, AzureRoleKey, PickedWorkspace } from '../catalogue/microsoft-ids.ts';
import type { World } from '../catalogue/step.ts';
import { pruneCredentials } from '../credentials/prune-credentials.step.ts';
import { secretPolicy } from '../credentials/secret-policy.check.ts';
import { ensureOwner, type WantedOwner } from '../owners/ensure-owner.step.ts';
import { removeGuestOwners } from '../owners/remove-guest-owners.step.ts';
import { portalRetirement } from '../profile/portal-retirement.check.ts';
import { profileComplete } from '../profile/profile-complete.check.ts';
import { couldActivate } from '../sign-in/could-activate.check.ts';
import { roleCondition } from '../sign-in/role-condition.check.ts';
import { type AccessModel, accessModel } from '../workspaces/access-model.check.ts';
import { narrowRoles } from '../workspaces/narrow-roles.step.ts';
import { queryNetwork } from '../workspaces/query-network.check.ts';
import { workspaceLocks } from '../workspaces/workspace-locks.check.ts';
import { restrictSignIn } from './restrict-sign-in.step.ts';
import { type Permitted, revokeExtras } from './revoke-extras.step.ts';

/** A connection by an application, as far as its checks differ from vendor to vendor. */
export interface Connection extends Permitted {
  readonly picked: readonly PickedWorkspace[];
  readonly role: AzureRoleKey;
  /** Roles it holds on each workspace in addition. */
  readonly more?: readonly AzureRoleKey[];
  /** How long a client secret is to live; undefined where its credential is another. */
  readonly secretMonths: number | undefined;
  /** Ids of credentials that repair may remove although they are live. */
  readonly remove: readonly string[];
  readonly accessModel: AccessModel;
  readonly owner: WantedOwner;
  /** The vendor's page an administrator lands on after consenting. A web redirect URI that receives no sign-in. */
  readonly consentEndsAt?: string;
  readonly parts: (known: Known) => ProfileParts | undefined;
}

/** What is checked of any application that reads a workspace, in addition to the steps that make the connection. */
export function connectionChecks(of: Connection): {
  readonly entra: readonly AnyStep<World>[];
  readonly azure: readonly AnyStep<World>[];
  readonly whole: readonly AnyStep<World>[];
} {
  const { picked, role, more = [] } = of;
  const keys = picked.map(({ key }) => key);
  const needing = Object.keys(of.needed) as ApiKey[];
  return {
    entra: [
      couldActivate(needing, picked, more),
      ...(of.secretMonths === undefined ? [] : [secretPolicy(of.secretMonths)]),
      restrictSignIn(of.consentEndsAt),
      ensureOwner(of.owner),
      removeGuestOwners(),
      revokeExtras({ needed: of.needed, asked: of.asked }),
      pruneCredentials({ remove: of.remove.map((id) => id.toLowerCase()) }),
    ],
    azure:
      picked.length === 0
        ? []
        : [
            ...picked.map((each) => roleCondition(role, each)),
            ...picked.flatMap((each) =>
              more.map((other) => roleCondition(other, each, additionalKey(each.key, other))),
            ),
            ...picked.map((each) => workspaceLocks(each, more)),
            ...picked.map(queryNetwork),
            narrowRoles(role, picked, more),
            accessModel(of.accessModel),
            portalRetirement(),
          ],
    whole:
      picked.length === 0
        ? []
        : [
            profileComplete({
              apis: needing,
              workspaces: keys,
              roles: roleKeys(keys, more),
              parts: of.parts,
            }),
          ],
  };
}
