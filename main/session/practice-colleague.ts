import type { Act } from '@sentinel-onboarding/practice';
import type { PlannedChange, RunState } from '../../engine/journal/journal.ts';
import type { ProfileWorkspace } from '../../engine/model/profile.ts';
import { azureRoles } from '../../recipes/catalogue/microsoft-ids.ts';

/**
 * What other people do in a practice tenant while a run waits: they consent and assign the role. If no
 * application exists yet, the person's eligible roles become active.
 */
export function partsOfOthers(picture: RunState, admin: string): readonly Act[] {
  const made = new Set(picture.steps.flatMap((step) => step.made.map(({ change }) => wordsOf(change))));
  const theirs = (picture.plan?.changes ?? []).filter(
    (change) => change.by === 'someone-else' && !made.has(wordsOf(change)),
  );
  return theirs.map((change) => partOf(change, picture, admin));
}

const wordsOf = ({ verb, what, where }: Pick<PlannedChange, 'verb' | 'what' | 'where'>) =>
  `${verb} ${what} ${where}`;

function partOf(change: PlannedChange, { facts }: RunState, admin: string): Act {
  const { clientId, servicePrincipalId } = facts;
  if (change.verb === 'grant' && typeof clientId === 'string')
    return { do: 'grant-consent', appId: clientId };
  const at = Object.entries(facts).find(([id, fact]) => {
    return id.startsWith('workspace:') && (fact as ProfileWorkspace).workspaceName === change.where;
  });
  const role = Object.values(azureRoles).find(({ title }) => title === change.what);
  if (change.verb === 'assign' && at && role && typeof servicePrincipalId === 'string') {
    const { armId } = at[1] as ProfileWorkspace;
    return { do: 'assign-role', scope: armId, role: role.id, principalId: servicePrincipalId };
  }
  if (change.verb === 'assign') return { do: 'activate-azure-roles', user: admin };
  return { do: 'activate-role', user: admin, role: change.right };
}
