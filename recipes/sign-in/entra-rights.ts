import type { CouldNotLook, Identity, OtherRole } from '../../microsoft/contract/microsoft.ts';
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

/**
 * What makes one able to do something: built-in roles, and the actions of a custom one. `certain`: the action alone is
 * enough; otherwise a policy decides too, and Microsoft is asked by trying.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/custom-available-permissions
 */
interface Way {
  readonly roles: readonly { readonly id: string; readonly title: string }[];
  readonly action: RegExp;
  readonly certain: boolean;
  readonly otherwise: string;
  /** Permissions of Microsoft Graph that let an application do it, the least first (https://learn.microsoft.com/graph/permissions-reference). */
  readonly permissions: readonly [string, ...string[]];
}

const consenting =
  /^microsoft\.directory\/servicePrincipals\/(?:managePermissionGrantsForAll\.|appRoleAssignedTo\/|allProperties\/allTasks$)/u;

const ways = {
  register: {
    roles: mayRegister,
    action: /^microsoft\.directory\/applications\/(?:create|createAsOwner|allProperties\/allTasks)$/u,
    certain: true,
    otherwise: least.register,
    // With the first, what it registers is its own, and it may change nothing else.
    permissions: ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All'],
  },
  consent: {
    roles: mayConsent,
    action: consenting,
    certain: false,
    otherwise: least.consent,
    permissions: ['AppRoleAssignment.ReadWrite.All'],
  },
  consentToGraph: {
    roles: mayConsentToGraph,
    action: consenting,
    certain: false,
    otherwise: least.consentToGraph,
    permissions: ['AppRoleAssignment.ReadWrite.All'],
  },
} as const satisfies Readonly<Record<keyof EntraRights, Way>>;

/**
 * What a signed-in person or application may do in Microsoft Entra, as far as it can be seen. "No" rests on every role
 * having been looked at; where one couldn't be, it is tried. Pure.
 */
export function rightsOf(identity: Identity): EntraRights {
  return {
    register: orEveryUser(rightThrough(identity, ways.register), identity),
    consent: rightThrough(identity, ways.consent),
    consentToGraph: rightThrough(identity, ways.consentToGraph),
  };
}

function rightThrough(identity: Identity, way: Way): Right {
  const { kind, roles, otherRoles, appRoles } = identity;
  const of = kind === 'application' ? { automation: `${identity.name} (${identity.userName})` } : {};
  const permission = way.permissions.find((each) => appRoles.includes(each));
  if (permission !== undefined) return { is: 'yes', role: permission, ...of };
  const held = couldNotLook(roles) ? [] : roles.map(({ templateId }) => templateId.toLowerCase());
  const through = way.roles.find(({ id }) => held.includes(id));
  if (through) return { is: 'yes', role: through.title, ...of };
  const others = couldNotLook(otherRoles) ? [] : otherRoles.filter((each) => grants(each, way));
  const enough = way.certain ? others.find(({ scope }) => scope === '/') : undefined;
  if (enough) return { is: 'yes', role: enough.name, ...of };
  const missing = {
    role: kind === 'application' ? way.permissions[0] : way.otherwise,
    ...of,
    ...(kind === 'application' ? {} : eligibleFor(identity, way.roles)),
  };
  const isOpen = others.length > 0 || couldNotLook(roles) || couldNotLook(otherRoles);
  return { is: isOpen ? 'unknown' : 'no', ...missing };
}

/** Whether a custom role, or a role over a part of the directory, can do it somewhere. */
const grants = ({ templateId, actions }: OtherRole, { roles, action }: Way): boolean =>
  actions.some((each) => action.test(each)) || roles.some(({ id }) => id === templateId.toLowerCase());

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
function orEveryUser(right: Right, { kind, userType, usersMayRegister }: Identity): Right {
  // The policy is about the tenant's own users.
  if (kind === 'application' || userType === 'partner') return right;
  if (right.is === 'yes' || usersMayRegister === false) return right;
  return usersMayRegister === true ? { is: 'yes', role: 'every user may' } : { ...right, is: 'unknown' };
}

export function couldNotLook(seen: unknown): seen is CouldNotLook {
  return typeof seen === 'object' && seen !== null && 'couldNotLook' in seen;
}
