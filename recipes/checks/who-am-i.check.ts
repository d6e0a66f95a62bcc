import type { ChecklistItem, Show } from '../../engine/show.ts';
import type { CouldNotLook, Identity } from '../../microsoft/microsoft.ts';
import { account, type EntraRights, entraRights, type Right } from '../facts.ts';
import { entraRoles, least } from '../known.ts';
import { step } from '../step.ts';

const {
  globalAdministrator,
  privilegedRoleAdministrator,
  cloudApplicationAdministrator,
  applicationAdministrator,
} = entraRoles;

const mayConsentToGraph = [privilegedRoleAdministrator, globalAdministrator];
const mayConsent = [cloudApplicationAdministrator, applicationAdministrator, ...mayConsentToGraph];
const mayRegister = [
  entraRoles.applicationDeveloper,
  ...mayConsent.filter((role) => role !== privilegedRoleAdministrator),
];

/** Graph app roles that let an application do the same (learn.microsoft.com/graph/permissions-reference). */
const byAppRole = {
  register: 'Application.ReadWrite.All',
  consent: 'AppRoleAssignment.ReadWrite.All',
} as const;

/**
 * Who signed in, and what follows for connecting a product: which part each active Entra role allows, and the least
 * role for the others. Azure rights are looked at on each workspace that is picked.
 */
export const whoAmI = () =>
  step({
    id: 'who-am-i',
    title: 'You are signed in to this tenant',
    why: 'Every change is made with your rights, so they are looked at first.',
    severity: 'block',
    checks: ['ADM-01'],
    needs: {},
    gives: { account, rights: entraRights },
    async look({ microsoft }) {
      return { identity: await microsoft.identity.whoAmI(), tenantId: microsoft.tenantId };
    },
    judge({ identity, tenantId }) {
      if (identity.tenantId.toLowerCase() !== tenantId.toLowerCase()) {
        return {
          is: 'blocked',
          problem: {
            code: 'wrong-tenant',
            title: 'You are signed in to another tenant',
            because: `The token is for ${identity.tenantId}, the tenant you named is ${tenantId}.`,
            remedies: [{ do: 'sign-in' }],
          },
        };
      }
      const rights = rightsOf(identity);
      return {
        is: 'met',
        facts: { account: { name: identity.name, userName: identity.userName, kind: identity.kind }, rights },
        shows: [parts(rights), about(identity)],
      };
    },
    foresee: () => [],
  });

function rightsOf(identity: Identity): EntraRights {
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
  if (couldNotLook(identity.roles)) return { is: 'unknown', role: otherwise };
  const held = new Set(identity.roles.map(({ templateId }) => templateId.toLowerCase()));
  const through = roles.find(({ id }) => held.has(id));
  return through ? { is: 'yes', role: through.title } : { is: 'no', role: otherwise };
}

/** Where every user may register applications no role is needed; where that cannot be read, Microsoft will say. */
function orEveryUser(right: Right, { usersMayRegister }: Identity): Right {
  if (right.is === 'yes' || usersMayRegister === false) return right;
  return usersMayRegister === true
    ? { is: 'yes', role: 'every user may' }
    : { is: 'unknown', role: right.role };
}

function parts(rights: EntraRights): Show {
  return {
    show: 'checklist',
    title: 'What you can do',
    items: [
      item('Register the application', rights.register),
      item('Create a client secret', rights.register),
      item('Consent to the Log Analytics API', rights.consent),
      item('Consent to Microsoft Graph', rights.consentToGraph),
      {
        is: 'not-reached',
        title: 'Give the application a role in Azure',
        caption: `Takes ${least.assignRole} on the workspace. Looked at when you have picked one.`,
      },
    ],
  };
}

function item(title: string, right: Right): ChecklistItem {
  switch (right.is) {
    case 'yes':
      return { is: 'met', title, caption: `Through ${right.role}` };
    case 'no':
      return { is: 'blocked', title, caption: `Takes ${right.role}` };
    case 'unknown':
      return { is: 'unknown', title, caption: `Could not look. ${right.role} is enough.` };
  }
}

function about(identity: Identity): Show {
  const roles = (held: Identity['roles']) =>
    couldNotLook(held)
      ? `Could not look: ${held.couldNotLook}`
      : held.map(({ name }) => name).join(', ') || 'None';
  return {
    show: 'pairs',
    title: 'Microsoft Entra roles',
    pairs:
      identity.kind === 'application'
        ? [['Permissions of the application', identity.appRoles.join(', ') || 'None']]
        : [
            ['Active', roles(identity.roles)],
            ['Eligible', roles(identity.eligible)],
            ['Longest client secret', longest(identity.longestSecretDays)],
          ],
  };
}

function longest(days: Identity['longestSecretDays']): string {
  if (typeof days === 'number') return `${days} days`;
  if (days === 'unlimited') return 'No limit set';
  if (days === 'forbidden') return 'Client secrets are forbidden here';
  return `Could not look: ${days.couldNotLook}`;
}

function couldNotLook(seen: unknown): seen is CouldNotLook {
  return typeof seen === 'object' && seen !== null && 'couldNotLook' in seen;
}
