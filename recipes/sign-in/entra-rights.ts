import type { CouldNotLook, Identity } from '../../microsoft/contract/microsoft.ts';
import type { EntraRights, Right } from '../catalogue/facts.ts';
import { entraRoles, least } from '../catalogue/microsoft-ids.ts';

const {
  globalAdministrator,
  privilegedRoleAdministrator,
  cloudApplicationAdministrator,
  applicationAdministrator,
} = entraRoles;

/** https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent */
export const mayConsentToGraph = [privilegedRoleAdministrator, globalAdministrator];
export const mayConsent = [cloudApplicationAdministrator, applicationAdministrator, ...mayConsentToGraph];
export const mayRegister = [
  entraRoles.applicationDeveloper,
  cloudApplicationAdministrator,
  applicationAdministrator,
  globalAdministrator,
];

/** Graph app roles that let an application do the same (https://learn.microsoft.com/graph/permissions-reference). */
const byAppRole = {
  register: 'Application.ReadWrite.All',
  consent: 'AppRoleAssignment.ReadWrite.All',
} as const;

/** What a signed-in person or application may do in Microsoft Entra, as far as it can be seen. Pure. */
export function rightsOf(identity: Identity): EntraRights {
  if (identity.kind === 'application') {
    const through = (role: string): Right => ({ is: identity.appRoles.includes(role) ? 'yes' : 'no', role });
    return {
      register: through(byAppRole.register),
      consent: through(byAppRole.consent),
      consentToGraph: through(byAppRole.consent),
    };
  }
  return {
    register: orEveryUser(rightThrough(identity, mayRegister, least.register), identity),
    consent: rightThrough(identity, mayConsent, least.consent),
    consentToGraph: rightThrough(identity, mayConsentToGraph, least.consentToGraph),
  };
}

function rightThrough(
  identity: Identity,
  roles: readonly { id: string; title: string }[],
  otherwise: string,
): Right {
  const eligible = eligibleFor(identity, roles);
  if (couldNotLook(identity.roles)) return { is: 'unknown', role: otherwise, ...eligible };
  const held = new Set(identity.roles.map(({ templateId }) => templateId.toLowerCase()));
  const through = roles.find(({ id }) => held.has(id));
  return through ? { is: 'yes', role: through.title } : { is: 'no', role: otherwise, ...eligible };
}

/** The least of these roles that the person may activate, as far as that can be looked at. */
function eligibleFor(
  { eligible }: Identity,
  roles: readonly { id: string; title: string }[],
): Pick<Right, 'eligible'> {
  if (couldNotLook(eligible)) return { eligible: 'could-not-look' };
  const held = new Set(eligible.map(({ templateId }) => templateId.toLowerCase()));
  const role = roles.find(({ id }) => held.has(id))?.title;
  return role ? { eligible: { role } } : {};
}

/** Where every user may register applications no role is needed; where that cannot be read, Microsoft will say. */
function orEveryUser(right: Right, { usersMayRegister }: Identity): Right {
  if (right.is === 'yes' || usersMayRegister === false) return right;
  return usersMayRegister === true ? { is: 'yes', role: 'every user may' } : { ...right, is: 'unknown' };
}

export function couldNotLook(seen: unknown): seen is CouldNotLook {
  return typeof seen === 'object' && seen !== null && 'couldNotLook' in seen;
}
