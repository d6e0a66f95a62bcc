import type { ChecklistItem, Show } from '../../engine/model/show.ts';
import type { Identity } from '../../microsoft/contract/microsoft.ts';
import { account, type EntraRights, entraRights, type Maker, maker, type Right } from '../catalogue/facts.ts';
import { entraRoles, least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { couldNotLook, rightsOf } from './entra-rights.ts';

/**
 * Who signed in, and what follows for connecting a product: which part each active Entra role allows, and the least
 * role for the others. `azure-alone` is for a connection that needs nothing of Entra. Azure rights are looked at on each workspace that is picked.
 */
export const whoAmI = (where: 'entra-and-azure' | 'azure-alone' = 'entra-and-azure') =>
  step({
    id: 'who-am-i',
    title: 'You are signed in to this tenant',
    why: 'Every change uses your rights, so we check them first',
    severity: 'block',
    checks: ['ADM-01'],
    needs: {},
    gives: { account, rights: entraRights, maker },
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
        facts: {
          account: { name: identity.name, userName: identity.userName, kind: identity.kind },
          rights,
          maker: makerOf(identity),
        },
        shows: [where === 'azure-alone' ? azureAlone : parts(rights), about(identity)],
      };
    },
    foresee: () => [],
  });

/** For a connection whose playbooks act as themselves: no application, no consent. */
const azureAlone: Show = {
  show: 'checklist',
  title: 'What it takes',
  items: [
    { is: 'met', title: 'In Microsoft Entra', caption: 'Nothing: no application is registered' },
    {
      is: 'not-reached',
      title: 'In Azure',
      caption: `Needs Contributor and ${least.assignRole} on the workspace's resource group. We'll check after you choose one.`,
    },
  ],
};

function makerOf({ objectId, name, userType, eligible, longestSecretDays }: Identity): Maker {
  const kind = userType === 'unknown' ? 'member' : userType;
  return { objectId, name, kind, eligible, longestSecretDays };
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
        title: 'Assign the application a role in Azure',
        caption: `Needs ${least.assignRole} on the workspace. We'll check after you choose one.`,
      },
    ],
  };
}

function item(title: string, right: Right): ChecklistItem {
  switch (right.is) {
    case 'yes':
      return { is: 'met', title, caption: `Through ${right.role}` };
    case 'no':
      return {
        is: 'blocked',
        title,
        caption:
          right.automation !== undefined ? `Needs the permission ${right.role}` : `Needs ${right.role}`,
      };
    case 'unknown':
      return { is: 'unknown', title, caption: `Couldn't check. ${right.role} is enough.` };
  }
}

function about(identity: Identity): Show {
  const roles = (held: Identity['roles']) =>
    couldNotLook(held)
      ? `Couldn't check: ${held.couldNotLook}`
      : held.map(({ name, templateId }) => titleOf(templateId) ?? name).join(', ') || 'None';
  const { otherRoles } = identity;
  const others: readonly (readonly [string, string])[] =
    couldNotLook(otherRoles) || otherRoles.length === 0
      ? []
      : [['Custom, or over a part', otherRoles.map(({ name }) => name).join(', ')]];
  return {
    show: 'pairs',
    title: 'Microsoft Entra roles',
    pairs:
      identity.kind === 'application'
        ? [
            ['Permissions of the application', identity.appRoles.join(', ') || 'None'],
            ['Active', roles(identity.roles)],
            ...others,
          ]
        : [
            ...(identity.userType === 'partner' ? [fromPartner] : []),
            ['Active', roles(identity.roles)],
            ...others,
            ['Eligible', roles(identity.eligible)],
            ['Longest client secret', longest(identity.longestSecretDays)],
          ],
  };
}

const fromPartner = [
  'Account',
  "A partner's, which this tenant doesn't hold. Who you are and your roles are read from your sign-in.",
] as const;

/** A role by its template's id; undefined where it is none that a connection needs. */
const titleOf = (templateId: string): string | undefined =>
  Object.values(entraRoles).find(({ id }) => id === templateId.toLowerCase())?.title;

function longest(days: Identity['longestSecretDays']): string {
  if (typeof days === 'number') return `${days} days`;
  if (days === 'unlimited') return 'No limit set';
  if (days === 'forbidden') return 'Client secrets are forbidden here';
  return `Couldn't check: ${days.couldNotLook}`;
}
