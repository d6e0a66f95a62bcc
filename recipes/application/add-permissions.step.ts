import { keyed } from '../../engine/model/fact.ts';
import type { Change } from '../../engine/model/step.ts';
import { bornOf } from '../catalogue/born.ts';
import { api, appObjectId, clientId, declared } from '../catalogue/facts.ts';
import { type ApiKey, apis, least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { marker } from './our-application.ts';

/**
 * The application declares the permissions it needs, merged into what it declares already. Declaring a permission
 * requests consent and grants nothing (https://learn.microsoft.com/graph/api/resources/requiredresourceaccess); without
 * it the portal would show a consented permission as one that wasn't requested.
 */
export const addPermissions = (key: ApiKey, wanted: readonly string[]) => {
  const { title, appId: resourceAppId } = apis[key];
  const declare = (permission: string): Change => ({
    verb: 'add',
    what: permission,
    where: title,
    right: least.register,
    undoneBy: 'Undo removes it',
  });
  return step({
    id: `add-permissions:${key}`,
    title: key === 'graph' ? 'Add permissions of Microsoft Graph' : `Add permissions of the ${title}`,
    why: 'Keeps existing permissions',
    severity: 'warn',
    checks: ['PRM-02', 'PRM-04'],
    needs: { application: appObjectId, clientId, api: keyed(api, key) },
    gives: { declared: keyed(declared, key) },
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },
    async look({ microsoft, given, now }) {
      const application = await microsoft.applications.byAppId(given.clientId);
      const seen = (application?.declared ?? []).filter((each) => each.resourceAppId === resourceAppId);
      return { seen, at: now() };
    },
    judge({ seen }, { api: { appRoles } }) {
      const unknown = wanted.filter((permission) => !appRoles[permission]);
      if (unknown.length > 0) {
        return {
          is: 'blocked',
          problem: {
            code: 'permission-not-offered',
            title: `The ${title} does not offer ${unknown.join(' and ')}`,
            because: 'Microsoft has removed or renamed it (AADSTS650051).',
            remedies: [{ do: 'retry' }],
          },
        };
      }
      const missing = wanted.filter(
        (permission) => !seen.some(({ id, type }) => type === 'Role' && id === appRoles[permission]),
      );
      if (missing.length === 0) return { is: 'met', facts: { declared: wanted } };
      const delegated = seen.some(({ type }) => type === 'Scope');
      return {
        is: 'unmet',
        changes: missing.map(declare),
        problem: {
          code: delegated ? 'permission-only-delegated' : 'permission-not-declared',
          title: `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not declared`,
          because: delegated
            ? 'Only a delegated permission of this API is declared. An application that signs in as itself needs the application permission.'
            : "The application doesn't request it, so administrators aren't asked to consent.",
          remedies: [{ do: 'redo', step: `add-permissions:${key}` }],
          who: { role: least.register },
        },
      };
    },
    foresee: () => wanted.map(declare),
    async apply({ what }, { microsoft, given }) {
      const role = given.api.appRoles[what];
      if (!role) throw new Error(`${what} is not offered`);
      const { created } = await microsoft.applications.declare(given.application, resourceAppId, [role]);
      return { made: { kind: 'declared', id: role, of: given.application }, owned: created };
    },
    recognize(begun, { seen, at }, { application, api: { appRoles } }) {
      const role = appRoles[begun.change.what];
      if (!role || !seen.some(({ id, type }) => type === 'Role' && id === role)) return 'never-happened';
      // Entra doesn't say when it was declared. Only one that is seen at once can't be someone else's later one.
      const made = { kind: 'declared', id: role, of: application };
      return bornOf(begun, at) ? { receipt: { made, owned: true } } : 'not-ours';
    },
    async whose({ made }, { microsoft, given: { application, api: offered } }) {
      const found = await microsoft.applications.byObjectId(made.of ?? '');
      const stands = found?.declared.some(
        (each) => each.resourceAppId === resourceAppId && each.id === made.id,
      );
      if (!stands) return { is: 'gone' };
      const named = wanted.find((permission) => offered?.appRoles[permission] === made.id);
      if (made.of !== application) return { is: 'not-ours' };
      // If the API itself is gone, its permissions can't be named. On an application of ours they are ours all the
      // same.
      if (!offered && found?.tags.includes(marker)) return { is: 'ours' };
      return named ? { is: 'ours', what: named } : { is: 'not-ours' };
    },
    async undo({ made }, { microsoft }) {
      if (made.of) await microsoft.applications.undeclare(made.of, resourceAppId, [made.id]);
    },
  });
};
