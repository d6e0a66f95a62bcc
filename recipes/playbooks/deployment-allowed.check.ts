import { keyed } from '../../engine/model/fact.ts';
import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Deployment, Microsoft } from '../../microsoft/contract/microsoft.ts';
import { workspace, wouldDeploy } from '../catalogue/facts.ts';
import { partsOf as placeOf } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { invertedIn, neverScans } from './inverted-conditions.ts';
import {
  cut,
  definitionsOf,
  idOfPart,
  partsOf,
  readAt,
  tagsOf,
  tagsParameter,
  templateFor,
  together,
  unlikePlan,
  valuesFor,
} from './playbook-template.ts';
import type { ChosenPlaybooks } from './playbooks.ts';

interface Seen {
  /** ISO-8601 UTC. */
  readonly at: string;
  /** What would be made and is not there yet. */
  readonly missing: readonly string[];
  readonly refused: Problem | undefined;
  /** Whether a playbook that would be made stops where it should scan. */
  readonly neverScans: boolean;
}

/** Read at the template's own version: https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults */
const vaultVersion = '2023-07-01';

/**
 * Azure would deploy what is missing: the vault and the playbooks in one question, before the first of them is made.
 * Validation looks at the published template, at regions, at registered resource providers and at Azure Policy
 * (https://learn.microsoft.com/rest/api/resources/deployments/validate), and nothing of it needs the vault to exist:
 * the template knows it by name. What stands already is not asked about. Missing rights of the signed-in account are
 * left to the steps that need them: they name who has them.
 */
export const deploymentAllowed = (
  of: ChosenPlaybooks & {
    /** The vault the playbooks read; undefined where none of them does. */
    readonly vaultName: string | undefined;
    /** Whether set-up turns a condition around that stops where it should scan: then the change says so, and no warning. */
    readonly correctsScan?: boolean;
  },
) => {
  const { subscriptionId, resourceGroup } = placeOf(of.workspace.armId);
  const parts = partsOf(of.playbooks);

  return step({
    id: 'deployment-allowed',
    title: 'Check that Azure can deploy the playbooks',
    why: `Validates regions, policies and the template before anything is created in ${resourceGroup}`,
    severity: 'block',
    checks: ['PB-01'],
    needs: { workspace: keyed(workspace, of.workspace.key) },
    gives: { allowed: wouldDeploy },

    async look({ microsoft, given, now }): Promise<Seen> {
      const { deployments } = microsoft;
      const at = now();
      const [found, vault] = await Promise.all([
        Promise.all(
          parts.map((part) => deployments.resource(idOfPart(of.workspace.armId, part), readAt[part.type])),
        ),
        missingVault(microsoft),
      ]);
      const missing = [
        ...(vault === undefined ? [] : [vault]),
        ...parts.filter((_, nth) => found[nth] === undefined).map(({ name }) => name),
      ];
      const none = { at, missing, refused: undefined, neverScans: false };
      if (missing.length === 0) return none;
      try {
        const template = await templateFor(microsoft, of.accepted);
        const values = valuesFor(given.workspace, of.vaultName);
        const cuts = cut(template, parts, values);
        if ('unlike' in cuts) return { ...none, refused: unlikePlan(cuts.unlike, at) };
        const stops = definitionsOf(cuts.filter(({ part }) => missing.includes(part.name)));
        const playbooks = together(cuts);
        const resources = [
          ...(playbooks.resources as readonly unknown[]),
          ...(vault === undefined ? [] : [vaultResource(vault, given.workspace.region)]),
        ];
        const wanted: Deployment = {
          subscriptionId,
          resourceGroup,
          name: 'onboarding-preflight',
          template: { ...playbooks, resources },
          parameters: { ...values, [tagsParameter]: tagsOf(template) },
        };
        await deployments.validate(wanted);
        return { ...none, neverScans: stops.some((each) => invertedIn(each).length > 0) };
      } catch (error) {
        if (!(error instanceof ProblemError) || error.passes || error.outcome !== 'rejected') throw error;
        const { problem } = error;
        return { ...none, refused: problem.code === 'azure-role-missing' ? undefined : problem };
      }
    },

    judge({ at, missing, refused, neverScans: stops }) {
      if (refused?.who) return { is: 'waiting', on: 'person', since: at, problem: refused };
      if (refused) return { is: 'blocked', problem: refused };
      return {
        is: 'met',
        facts: { allowed: missing.length === 0 ? 'stands' : 'validated' },
        ...(stops && !of.correctsScan ? { warning: neverScans() } : {}),
      };
    },

    foresee: () => [],
  });

  /** The new vault to create. A deleted one is recovered where it was, so its region isn't validated. */
  async function missingVault({ vaults }: Microsoft): Promise<string | undefined> {
    const { vaultName } = of;
    if (vaultName === undefined || (await vaults.named(subscriptionId, vaultName))) return undefined;
    const deleted = await vaults.deleted(subscriptionId, vaultName);
    return deleted === undefined ? vaultName : undefined;
  }
};

/** As the vault is made afterwards (microsoft/azure/key-vault.ts). */
const vaultResource = (name: string, location: string) => ({
  type: 'Microsoft.KeyVault/vaults',
  apiVersion: vaultVersion,
  name,
  location,
  properties: {
    tenantId: '[subscription().tenantId]',
    sku: { family: 'A', name: 'standard' },
    enableRbacAuthorization: true,
  },
});
