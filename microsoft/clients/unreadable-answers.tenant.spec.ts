import { type FaultKind, virtualClock } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/model/problem.ts';
import type { Microsoft } from '../contract/microsoft.ts';
import { knownApplications } from '../http/known-ids.ts';
import { present, signedIn } from '../sessions/signed-in.spec-kit.ts';

interface Place {
  readonly workspace: string;
  readonly subscription: string;
  readonly principal: string;
}

/** Every way this product reads a tenant, as each is called. */
const readers: Readonly<Record<string, (of: Microsoft, at: Place) => Promise<unknown>>> = {
  'who is signed in': ({ identity }) => identity.whoAmI(),
  'an application': ({ applications }) => applications.byUniqueName('nobody'),
  'deleted applications': ({ applications }) => applications.deletedWithUniqueName('nobody'),
  'an API': ({ servicePrincipals }) => servicePrincipals.byAppId(knownApplications.microsoftGraph),
  'what is consented': ({ consent }, { principal }) => consent.granted(principal),
  'delegated grants': ({ delegated }, { principal }) => delegated.heldBy(principal),
  'all workspaces': ({ workspaces }) => workspaces.list(),
  'a workspace': ({ workspaces }, { workspace }) => workspaces.find(workspace),
  'whether Sentinel is on': ({ workspaces }, { workspace }) => workspaces.sentinel(workspace),
  'roles held anywhere': ({ roleSurvey }, { principal }) => roleSurvey.heldAnywhere(principal, []),
  'roles of one’s own': ({ roleSurvey }, { workspace }) => roleSurvey.mine(workspace),
  locks: ({ roleSurvey }, { workspace }) => roleSurvey.locks(workspace),
  'a vault by name': ({ vaults }, { subscription }) => vaults.named(subscription, 'nobody'),
  'deleted vaults': ({ vaults }, { subscription }) => vaults.deleted(subscription, 'nobody'),
  'whether a vault’s name is free': ({ vaults }, { subscription }) => vaults.nameFree(subscription, 'free-1'),
  'automation rules': ({ sentinel }, { workspace }) => sentinel.rules(workspace),
  incidents: ({ logs }, { workspace }) => logs.incidentsSince(workspace, '2026-01-01T00:00:00Z'),
};

async function reading(kind: FaultKind, name: string) {
  const { microsoft, tenant } = await signedIn('fresh', { clock: virtualClock(Date.now()) });
  const workspace = present(Object.values(tenant.state().workspaces)[0]).id;
  const principal = present(Object.values(tenant.state().servicePrincipals)[0]).id;
  const [, , subscription = ''] = workspace.split('/');
  tenant.setWeather({ lag: 0, faults: [{ kind, times: 'always' }] });
  const at = { workspace, principal, subscription };
  return await present(readers[name])(microsoft, at).then(
    (found) => ({ believed: found }),
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : { thrown: String(error) }),
  );
}

describe.each(['empty-body', 'deep-json', 'captive-portal', 'truncated-json', 'wrong-schema'] as const)(
  'an answer that is none (%s)',
  (kind) => {
    it.each(Object.keys(readers))('is never believed: %s', async (name) => {
      expect(await reading(kind, name)).toBe('answer-not-understood');
    });
  },
);
