import { keyed, optional } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import { forSomeoneElse } from '../../engine/run/plan.ts';
import { bornOf } from '../catalogue/born.ts';
import {
  api,
  appName,
  clientId,
  type EntraRights,
  entraRights,
  granted,
  grantedAt,
  grantIds,
  type Right,
  registration,
  servicePrincipalId,
} from '../catalogue/facts.ts';
import { type ApiKey, apis, leastToConsent } from '../catalogue/microsoft-ids.ts';
import { az, commandLines } from '../catalogue/shell-commands.ts';
import { step } from '../catalogue/step.ts';
import { activation } from '../sign-in/activation.ts';
import { automationMayNot } from '../sign-in/automation.ts';
import { mayConsent, mayConsentToGraph } from '../sign-in/entra-rights.ts';
import { namesOf, whoCan } from '../sign-in/role-assignment-right.ts';

/**
 * An administrator has consented to exactly these permissions of one API, read back from Microsoft Entra. One step an
 * API: a Cloud Application Administrator may consent to every API but Microsoft Graph
 * (https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent). `endsAt` is the vendor's page an
 * administrator lands on after consenting; the address of consent is offered only where the application has it registered.
 */
export const grantConsent = (key: ApiKey, wanted: readonly string[], endsAt = '') => {
  const { title } = apis[key];
  const right = leastToConsent(key);
  const grant = (permission: string): Change => ({
    verb: 'grant',
    what: permission,
    where: title,
    right,
    undoneBy: 'Undo revokes it',
  });
  const own = (rights: EntraRights | undefined) =>
    key === 'graph' ? rights?.consentToGraph : rights?.consent;
  const sufficient = (key === 'graph' ? mayConsentToGraph : mayConsent).map((role) => role.id);
  const missingOf = (
    grants: readonly { readonly appRoleId: string }[],
    appRoles: Readonly<Record<string, string>>,
  ) => wanted.filter((permission) => !grants.some(({ appRoleId }) => appRoleId === appRoles[permission]));
  const mayNot = (rights: EntraRights | undefined) => own(rights)?.is === 'no';

  return step({
    id: `grant-consent:${key}`,
    title: key === 'graph' ? 'Consent to Microsoft Graph' : `Consent to the ${title}`,
    why: 'Grants only these permissions',
    severity: 'block',
    checks: ['PRM-03', 'ADM-03'],
    needs: {
      principal: servicePrincipalId,
      api: keyed(api, key),
      rights: optional(entraRights),
      clientId: optional(clientId),
      appName: optional(appName),
      registration: optional(registration),
    },
    gives: { granted: keyed(granted, key), grantIds: keyed(grantIds, key), grantedAt: keyed(grantedAt, key) },
    settle: { within: 300, every: 2, usually: { from: 2, to: 40 } },
    async look({ microsoft, given, now, uuidFor }) {
      const grants = (await microsoft.consent.granted(given.principal)).filter(
        ({ resourceId }) => resourceId === given.api.id,
      );
      const asks = missingOf(grants, given.api.appRoles).length > 0 && mayNot(given.rights);
      const people = asks ? namesOf(await microsoft.holders.inEntra(sufficient)) : undefined;
      const application =
        asks && endsAt !== '' && given.clientId
          ? await microsoft.applications.byAppId(given.clientId)
          : undefined;
      const ends = application?.redirects.some(({ kind, uri }) => kind === 'web' && uri === endsAt);
      const browser =
        application && ends
          ? microsoft.consent.page({
              clientId: application.appId,
              api: key,
              endsAt,
              state: uuidFor(`consent|${application.appId}|${key}`),
            })
          : undefined;
      const { portal, graph } = microsoft;
      return { grants, people, browser, portal, graph, at: now() };
    },
    judge({ grants, people, browser, portal, graph, at }, { api: { appRoles, id }, rights, ...application }) {
      const missing = missingOf(grants, appRoles);
      if (missing.length === 0) {
        const grantOf = (permission: string) =>
          grants.find(({ appRoleId }) => appRoleId === appRoles[permission]);
        const ids = wanted.map((permission): readonly [string, string] => [
          permission,
          grantOf(permission)?.id ?? '',
        ]);
        const newest =
          wanted
            .map((permission) => grantOf(permission)?.createdAt ?? '')
            .sort()
            .at(-1) ?? '';
        return {
          is: 'met',
          facts: { granted: wanted, grantIds: Object.fromEntries(ids), grantedAt: newest },
        };
      }
      const of = { title, missing, right, portal, graph, people, browser, ...application, resourceId: id };
      if (mayNot(rights))
        return {
          is: 'waiting',
          on: 'person',
          since: at,
          problem: needsSomeone(of, appRoles, own(rights)),
          changes: missing.map(grant),
        };
      return {
        is: 'unmet',
        changes: missing.map(grant),
        problem: {
          code: 'consent-missing',
          title: `No administrator has consented to ${missing.join(' and ')}`,
          because: `The application asks for it on ${key === 'graph' ? title : `the ${title}`}, but it isn't granted.`,
          remedies: [{ do: 'redo', step: `grant-consent:${key}` }],
          who: { role: right },
        },
      };
    },
    foresee: ({ rights }) => (mayNot(rights) ? forSomeoneElse(wanted.map(grant)) : wanted.map(grant)),
    async apply({ what }, { microsoft, given }) {
      const appRoleId = given.api.appRoles[what];
      if (!appRoleId) throw new Error(`${what} is not offered`);
      const made = await microsoft.consent.grant({
        principalId: given.principal,
        resourceId: given.api.id,
        appRoleId,
        permission: what,
      });
      return { made: { kind: 'grant', id: made.id, of: given.principal }, owned: made.created };
    },
    recognize(begun, { grants }, { principal, api: { appRoles } }) {
      const found = grants.find(({ appRoleId }) => appRoleId === appRoles[begun.change.what]);
      if (!found) return 'never-happened';
      const made = { kind: 'grant', id: found.id, of: principal };
      return bornOf(begun, found.createdAt) ? { receipt: { made, owned: true } } : 'not-ours';
    },
    async whose({ made }, { microsoft, given: { principal, api: offered } }) {
      const found = (await microsoft.consent.granted(made.of ?? '')).find(({ id }) => id === made.id);
      if (!found) return { is: 'gone' };
      const named = wanted.find((permission) => offered?.appRoles[permission] === found.appRoleId);
      if (made.of !== principal || found.resourceId !== offered?.id || !named) return { is: 'not-ours' };
      return { is: 'ours', what: named };
    },
    stands({ grants }, { principal, api: { appRoles }, registration: known }) {
      return wanted.flatMap((permission) => {
        const held = grants.find(({ appRoleId }) => appRoleId === appRoles[permission]);
        if (!held) return [];
        const owned = known?.ours === true;
        const receipt = { made: { kind: 'grant', id: held.id, of: principal }, owned };
        return [{ change: grant(permission), receipt }];
      });
    },
    async undo({ made }, { microsoft }) {
      if (made.of) await microsoft.consent.revoke(made.of, made.id);
    },
  });
};

function needsSomeone(
  of: {
    title: string;
    missing: readonly string[];
    right: string;
    portal: string;
    /** Microsoft Graph of this cloud. */
    graph: string;
    people: readonly string[] | undefined;
    /** Where consent is given in a browser, where that ends well. */
    browser: string | undefined;
    resourceId: string;
    /** Object ID of the application's service principal. */
    principal: string;
    clientId: string | undefined;
    appName: string | undefined;
  },
  appRoles: Readonly<Record<string, string>>,
  own: Right | undefined,
): Problem {
  if (own?.automation !== undefined) return automationMayNot('grant admin consent', own.role, own.automation);
  const mine = activation(own, of.portal);
  const name = of.appName ?? 'the application';
  const permissions = of.missing.join(' and ');
  const page = `${of.portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/${of.clientId ?? ''}`;
  const commands = of.missing.map((permission) => {
    const { principal: principalId, resourceId } = of;
    return az('rest', {
      method: 'POST',
      resource: of.graph,
      url: `${of.graph}/v1.0/servicePrincipals/${principalId}/appRoleAssignments`,
      headers: 'Content-Type=application/json',
      body: JSON.stringify({ principalId, resourceId, appRoleId: appRoles[permission] ?? '' }),
    });
  });
  return {
    code: 'consent-needs-someone-else',
    title: `You can't consent to ${permissions} on ${of.title}`,
    because: `It takes ${of.right}. None of your active roles can do this.${mine.because} Permissions you could consent to are granted and stay.`,
    who: whoCan(of.right, of.people),
    remedies: [
      { do: 'sign-in-as', role: of.right },
      ...mine.remedies,
      { do: 'open', label: 'Open its permissions', url: page },
      ...(of.browser === undefined
        ? []
        : [{ do: 'open', label: 'Consent in the browser', url: of.browser } as const]),
      {
        do: 'ask-someone',
        message: [
          `Hello, to connect Microsoft Sentinel I need one consent that I can't grant myself: ${permissions} (${of.title}, application permission) for the application ${name}${of.clientId ? `, client ID ${of.clientId}` : ''}.`,
          `It takes the role ${of.right}.`,
          `Open this page and choose "Grant admin consent": ${page}`,
          ...(of.browser === undefined
            ? []
            : [`Or consent here, and end on the vendor's page: ${of.browser}`]),
          ...commandLines(commands),
        ].join('\n'),
      },
    ],
  };
}
