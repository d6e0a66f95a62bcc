import { applicationDoors } from './application-doors.ts';
import { applicationSession, signedInSession } from './application-session.ts';
import { applications } from './applications.ts';
import { arm } from './arm.ts';
import { certificates } from './certificates.ts';
import { clouds } from './clouds.ts';
import { apiConnections } from './connections.ts';
import { consent } from './consent.ts';
import { delegatedGrants } from './delegated-grants.ts';
import { deployments } from './deployments.ts';
import type { Fetch } from './exchange.ts';
import { federatedCredentials } from './federated-credentials.ts';
import { graph } from './graph.ts';
import { identity } from './identity.ts';
import { keyVaults } from './key-vault.ts';
import { keyVaultSecrets } from './key-vault-secrets.ts';
import { logicApps } from './logic-apps.ts';
import { logs } from './logs.ts';
import type { CloudName, Microsoft } from './microsoft.ts';
import { network, type RequestLine } from './network.ts';
import { isPractice } from './playbook-template.ts';
import { servicePrincipals } from './principals.ts';
import { roleHolders } from './role-holders.ts';
import { roleSurvey } from './role-survey.ts';
import { roles } from './roles.ts';
import { sentinel } from './sentinel.ts';
import type { Session } from './session.ts';
import { workspaces } from './workspaces.ts';

export interface ConnectOptions {
  readonly fetch: Fetch;
  readonly cloud: CloudName;
  readonly signIn: Session;
  readonly onRequest?: ((line: RequestLine) => void) | undefined;
  /** The host's; waits in real time by default. */
  readonly sleep?: ((seconds: number) => Promise<void>) | undefined;
  /** ISO-8601 UTC, the host's clock. */
  readonly now?: (() => string) | undefined;
  /** One id a run, sent with every request; a fresh one by default. */
  readonly correlation?: string | undefined;
  /** Longest time one request may take, in milliseconds; 100 s by default. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Microsoft, for somebody who is signed in. Costs nothing until something is asked: the client libraries are loaded
 * on first use.
 */
export function connect(options: ConnectOptions): Microsoft {
  const { signIn } = options;
  const { tenantId } = signIn;
  const wire = network({ ...options, cloud: clouds[options.cloud], tenantId });
  const as = { network: wire, identity: signIn.kind };
  const entra = graph({ ...as, token: (renew) => signIn.token('graph', renew) });
  const azure = arm({ ...as, token: (renew) => signIn.token('azure', renew) });
  const principals = servicePrincipals(entra, wire);
  return {
    cloud: options.cloud,
    tenantId,
    practice: isPractice(tenantId),
    portal: clouds[options.cloud].portal,
    graph: clouds[options.cloud].graph,
    securityAlerts: clouds[options.cloud].securityAlerts,
    signedInAs: { kind: signIn.kind, clientId: signIn.clientId },
    identity: identity(entra, signIn),
    applications: {
      ...applications(entra, wire),
      ...certificates(entra, wire),
      ...federatedCredentials(entra, wire),
    },
    doors: applicationDoors(entra, wire),
    servicePrincipals: principals,
    consent: consent(entra, wire, principals, tenantId),
    delegated: delegatedGrants(entra, wire),
    roles: roles(azure, wire),
    roleSurvey: roleSurvey(azure, wire, signIn),
    holders: roleHolders(entra, azure),
    workspaces: workspaces(azure, wire),
    deployments: deployments({ ...as, token: (renew) => signIn.token('azure', renew) }, azure, tenantId),
    vaults: {
      ...keyVaults(azure, wire, tenantId),
      ...keyVaultSecrets({ ...as, token: (renew) => signIn.token('vault', renew) }),
    },
    logicApps: logicApps({ ...as, token: (renew) => signIn.token('azure', renew) }),
    connections: apiConnections({ ...as, token: (renew) => signIn.token('azure', renew) }, tenantId),
    logs: logs(azure),
    sentinel: sentinel({ ...as, token: (renew) => signIn.token('azure', renew) }, tenantId),
    asApplication: (clientId, proof, known) =>
      applicationSession({ network: wire, tenantId, clientId, proof, secretMadeAt: known?.secretMadeAt }),
    asSignedIn: () => (signIn.kind === 'application' ? signedInSession(wire, signIn) : undefined),
  };
}
