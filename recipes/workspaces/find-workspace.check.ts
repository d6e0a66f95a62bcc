import { keyed } from '../../engine/model/fact.ts';
import { ProblemError } from '../../engine/model/problem.ts';
import { workspace, workspaceRights } from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { tried } from '../sign-in/as-application.ts';
import { subscriptionProblem, subscriptionWarning } from './subscription.ts';

/** A picked workspace exists, has Microsoft Sentinel, and its ids are known from Azure itself. */
export const findWorkspace = (of: { key: string; armId: string; name: string }) =>
  step({
    id: `find-workspace:${of.key}`,
    title: `Find ${of.name}`,
    why: "Reads the workspace IDs so you don't have to copy them",
    severity: 'block',
    checks: ['WSP-01', 'WSP-02'],
    needs: {},
    gives: { workspace: keyed(workspace, of.key), rights: keyed(workspaceRights, of.key) },
    async look({ microsoft }) {
      const [found, sentinel, rights] = await Promise.all([
        microsoft.workspaces.find(of.armId),
        microsoft.workspaces.sentinel(of.armId),
        tried(() => microsoft.roles.permissionsAt(of.armId)),
      ]);
      // Of a workspace that is gone nothing else can be read either.
      if (found && 'failed' in rights) throw new ProblemError(rights.failed);
      const { portal, tenantId } = microsoft;
      return { found, sentinel, rights: 'ok' in rights ? rights.ok : [], portal, tenantId };
    },
    judge({ found, sentinel, rights, portal, tenantId }) {
      if (!found) {
        return {
          is: 'blocked',
          problem: {
            code: 'workspace-not-seen',
            title: `You see no workspace ${of.name}`,
            because: "It was deleted or moved, or you don't have a role on it.",
            who: { role: least.readWorkspace },
            remedies: [{ do: 'sign-in-as', role: least.readWorkspace }, { do: 'retry' }],
          },
        };
      }
      const prevented = subscriptionProblem(of.name, found, { tenantId, portal });
      if (prevented) return { is: 'blocked', problem: prevented };
      if (sentinel === 'off') {
        return {
          is: 'blocked',
          problem: {
            code: 'workspace-without-sentinel',
            title: `${of.name} doesn't have Microsoft Sentinel`,
            because: 'It is a plain Log Analytics workspace, so it has no incidents to read.',
            who: { role: 'Microsoft Sentinel Contributor' },
            remedies: [
              {
                do: 'open',
                label: 'Turn Microsoft Sentinel on',
                url: `${portal}/#view/Microsoft_Azure_Security_Insights/WorkspaceSelectorBlade`,
              },
            ],
          },
        };
      }
      if (sentinel !== 'on') {
        return {
          is: 'unknown',
          problem: {
            code: 'sentinel-not-looked-at',
            title: `Couldn't check whether ${of.name} has Microsoft Sentinel`,
            because: sentinel.couldNotLook,
            who: { role: 'Microsoft Sentinel Reader' },
            remedies: [{ do: 'sign-in-as', role: 'Microsoft Sentinel Reader' }, { do: 'retry' }],
          },
        };
      }
      const { subscriptionName, subscriptionTenantId: _tenant, subscriptionState: _state, ...ids } = found;
      const warning = subscriptionWarning(of.name, found, portal);
      return {
        is: 'met',
        facts: { workspace: ids, rights },
        ...(warning ? { warning } : {}),
        shows: [
          {
            show: 'pairs',
            title: found.workspaceName,
            pairs: [
              ['Workspace ID', found.workspaceId],
              ['Subscription', subscriptionName],
              ['Resource group', found.resourceGroup],
              ['Region', found.region],
            ],
          },
        ],
      };
    },
    foresee: () => [],
  });

/** What stands in the way where the signed-in one sees no workspace at all. */
export const findAnyWorkspace = () =>
  step({
    id: 'find-workspace',
    title: 'Find the workspace',
    why: 'Without a workspace there is nothing to read',
    severity: 'block',
    checks: ['WSP-01', 'WSP-02'],
    needs: {},
    gives: {},
    async look({ microsoft }) {
      return {
        seen: (await microsoft.workspaces.list()).length,
        portal: microsoft.portal,
        tenantId: microsoft.tenantId,
      };
    },
    judge({ seen, portal, tenantId }) {
      const page = `${portal}/#view/HubsExtension/BrowseResource/resourceType/Microsoft.OperationalInsights%2Fworkspaces`;
      return {
        is: 'blocked',
        problem: {
          code: 'no-workspace-seen',
          title: seen === 0 ? 'You see no Log Analytics workspace' : 'No workspace is chosen',
          because:
            seen === 0
              ? 'Azure roles are separate. Even a Global Administrator needs one to see a subscription. You can still do the Microsoft Entra part.'
              : `You see ${seen} workspaces, and none was chosen.`,
          who: { role: `${least.assignRole}, User Access Administrator or Owner on the workspace` },
          remedies: [
            { do: 'sign-in-as', role: `${least.readWorkspace} and ${least.assignRole} on the workspace` },
            { do: 'open', label: 'Open workspaces', url: page },
            {
              do: 'ask-someone',
              message: [
                'Hello, to connect Microsoft Sentinel to a product I need to see its workspace and to assign one role on it.',
                `Could you assign me ${least.readWorkspace} and ${least.assignRole} on the Log Analytics workspace that has Microsoft Sentinel (tenant ${tenantId})? Both can be removed again afterwards.`,
              ].join('\n'),
            },
          ],
        },
      };
    },
    foresee: () => [],
  });
