import { keyed } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import { bornOf } from '../catalogue/born.ts';
import { api } from '../catalogue/facts.ts';
import { type ApiKey, apis, least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';

/**
 * An API's own service principal exists in the tenant. Microsoft Graph's always does; the Log Analytics API's is
 * missing until someone uses it (https://learn.microsoft.com/azure/azure-monitor/logs/api/register-app-for-token).
 */
export const findApi = (key: ApiKey) => {
  const { appId, title } = apis[key];
  const change: Change = {
    verb: 'create',
    what: `${title} service principal`,
    where: 'this tenant',
    right: least.register,
    undoneBy: 'Undo deletes it if unused',
  };
  return step({
    id: `find-api:${key}`,
    title: key === 'graph' ? 'Find Microsoft Graph' : `Find the ${title}`,
    why: 'Consent is granted for this service principal',
    severity: 'block',
    checks: ['PRM-01'],
    needs: {},
    gives: { api: keyed(api, key) },
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },
    look: ({ microsoft }) => microsoft.servicePrincipals.byAppId(appId),
    judge(seen) {
      if (!seen) {
        return {
          is: 'unmet',
          changes: [change],
          problem: {
            code: 'api-principal-missing',
            title: `The ${title} has no service principal here`,
            because: "It hasn't been used in this tenant yet.",
            remedies: [{ do: 'redo', step: `find-api:${key}` }],
            who: { role: least.register },
          },
        };
      }
      if (!seen.accountEnabled) return { is: 'blocked', problem: switchedOff(title) };
      const appRoles = Object.fromEntries(
        seen.appRoles.filter(({ isEnabled }) => isEnabled).map(({ value, id }) => [value, id]),
      );
      return { is: 'met', facts: { api: { id: seen.id, appId, appRoles } } };
    },
    // Microsoft Graph's own is in every tenant.
    foresee: () => (key === 'graph' ? [] : [change]),
    async apply(_change, { microsoft }) {
      const { id, created } = await microsoft.servicePrincipals.create(appId);
      return { made: { kind: 'api-principal', id, of: appId }, owned: created, fresh: ['api'] };
    },
    recognize(begun, seen) {
      if (!seen) return 'never-happened';
      const made = { kind: 'api-principal', id: seen.id, of: appId };
      return bornOf(begun, seen.createdAt) ? { receipt: { made, owned: true } } : 'not-ours';
    },
    async whose({ made }, { microsoft }) {
      const found = await microsoft.servicePrincipals.byId(made.id);
      return { is: !found ? 'gone' : found.appId === appId ? 'ours' : 'not-ours' };
    },
    async undo({ made }, { microsoft }) {
      if (!(await microsoft.servicePrincipals.byId(made.id))) return undefined;
      if ((await microsoft.consent.givenBy(made.id)) > 0) {
        return { left: `The ${title}'s service principal, because other applications use it` };
      }
      await microsoft.servicePrincipals.delete(made.id);
      return undefined;
    },
  });
};

/** No application gets a token for it: AADSTS500014. */
const switchedOff = (title: string): Problem => ({
  code: 'api-disabled',
  title: `The ${title} is disabled in this tenant`,
  because:
    'Its enterprise application is set to not let anyone sign in, so no application gets a token for it.',
  remedies: [
    {
      do: 'ask-someone',
      message: `Hello, the enterprise application "${title}" is disabled in our tenant, so no application can use it. Please open Enterprise applications, find it by its name with the filter "Microsoft applications", open Properties, and set "Enabled for users to sign-in?" to Yes. Or tell me why it is disabled.`,
    },
    { do: 'retry' },
  ],
  who: { role: least.consent },
});
