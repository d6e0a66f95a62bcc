import { keyed, optional } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import {
  entraRights,
  granted,
  heldRole,
  maker,
  roleKeys,
  servicePrincipalId,
  workspaceRights,
} from '../catalogue/facts.ts';
import {
  type ApiKey,
  type AzureRoleKey,
  allows,
  giveRoles,
  least,
  type PickedWorkspace,
} from '../catalogue/microsoft-ids.ts';
import { named, needsNamed, step } from '../catalogue/step.ts';
import { couldNotLook, mayConsent, mayConsentToGraph, mayRegister } from './entra-rights.ts';
import { toAssign } from './role-assignment-right.ts';

type Picked = readonly PickedWorkspace[];

/**
 * No eligible role would grant a right that a change still needs. An eligible role in Privileged Identity Management
 * has no effect until it is activated
 * (https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-activate-role). `more` are the additional roles on each workspace.
 */
export const couldActivate = (apis: readonly ApiKey[], picked: Picked, more: readonly AzureRoleKey[] = []) =>
  step({
    id: 'could-activate',
    title: 'No eligible roles left to activate',
    why: 'An eligible role has no effect until you activate it',
    severity: 'warn',
    checks: ['ADM-04'],
    needs: {
      maker: optional(maker),
      rights: optional(entraRights),
      registered: optional(servicePrincipalId),
      ...needsNamed([
        ...apis.map((key) => [`granted ${key}`, optional(keyed(granted, key))] as const),
        ...roleKeys(
          picked.map(({ key }) => key),
          more,
        ).map((key) => [`role ${key}`, optional(keyed(heldRole, key))] as const),
        ...picked.map(({ key }) => [`may ${key}`, optional(keyed(workspaceRights, key))] as const),
      ]),
    },
    gives: {},
    async look({ microsoft, given }) {
      const short = picked.filter(
        ({ key }) =>
          roleKeys([key], more).some((role) => !named(given, `role ${role}`)) &&
          mayNotAssign(named(given, `may ${key}`)),
      );
      const azure = await Promise.all(
        short.map(async ({ name, armId }) => ({
          name,
          eligible: await microsoft.roleSurvey.eligible(armId),
        })),
      );
      return { azure, portal: microsoft.portal };
    },
    judge({ azure, portal }, given) {
      const { rights, maker: who } = given;
      const missing = [
        ...(!given.registered && rights?.register.is === 'no'
          ? [{ what: 'registering the application', roles: mayRegister }]
          : []),
        ...apis.flatMap((key) => {
          const right = key === 'graph' ? rights?.consentToGraph : rights?.consent;
          const roles = key === 'graph' ? mayConsentToGraph : mayConsent;
          return !named(given, `granted ${key}`) && right?.is === 'no' ? [{ what: 'consenting', roles }] : [];
        }),
      ];
      const eligible = who?.eligible ?? { couldNotLook: "We couldn't tell who is signed in." };
      const entra = couldNotLook(eligible)
        ? []
        : missing.flatMap(({ what, roles }) => {
            const held = roles.find(({ id }) => eligible.some(({ templateId }) => templateId === id));
            return held ? [`${held.title} for ${what}`] : [];
          });
      const inAzure = azure.flatMap(({ name, eligible: roles }) => {
        const held = couldNotLook(roles) ? undefined : roles.find(({ roleId }) => giveRoles.includes(roleId));
        return held ? [`${held.name} on ${name}`] : [];
      });
      const found = [...new Set([...entra, ...inAzure])];
      if (found.length > 0) {
        return {
          is: 'unmet',
          changes: [],
          problem: activatable(found, entra.length > 0, inAzure.length > 0, portal),
        };
      }
      const unheld = !given.registered || apis.some((key) => !named(given, `granted ${key}`));
      const unseen = [
        ...(!rights && unheld ? ["We couldn't tell who is signed in."] : []),
        ...(missing.length > 0 && couldNotLook(eligible) ? [eligible.couldNotLook] : []),
        ...azure.flatMap(({ eligible: roles }) => (couldNotLook(roles) ? [roles.couldNotLook] : [])),
      ];
      if (unseen[0] !== undefined) return { is: 'unknown', problem: notSeen(unseen[0], portal) };
      return { is: 'met', facts: {} };
    },
    foresee: () => [],
  });

function mayNotAssign(rights: unknown): boolean {
  return Array.isArray(rights) && !allows(rights, toAssign);
}

const activation = '#view/Microsoft_Azure_PIMCommon/ActivationMenuBlade/~';

function activatable(roles: readonly string[], entra: boolean, azure: boolean, portal: string): Problem {
  const links = [
    ...(entra ? [['Activate a Microsoft Entra role', 'aadmigratedroles'] as const] : []),
    ...(azure ? [['Activate an Azure role', 'azurerbac'] as const] : []),
  ].map(([label, blade]) => ({
    do: 'open' as const,
    label,
    url: `${portal}/${activation}/${blade}`,
  }));
  return {
    code: 'role-can-be-activated',
    title: `You can activate ${roles.join(' and ')}`,
    because:
      'The role is eligible but not active. After you activate it, a waiting run continues by itself. For a check, sign in again first.',
    remedies: [...links, { do: 'sign-in' }] as unknown as Problem['remedies'],
  };
}

function notSeen(because: string, portal: string): Problem {
  return {
    code: 'eligibility-not-seen',
    title: "Couldn't check whether you can activate a missing role",
    because,
    who: {
      role: `You, in Privileged Identity Management, or a ${least.consentToGraph} who can see everyone's roles`,
    },
    remedies: [
      { do: 'open', label: 'Open your eligible roles', url: `${portal}/${activation}/aadmigratedroles` },
    ],
  };
}
