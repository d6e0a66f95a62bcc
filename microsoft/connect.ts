import { apiConnections } from './azure/api-connections.ts';
import { deployments } from './azure/deployments.ts';
import { keyVaults } from './azure/key-vault.ts';
import { keyVaultSecrets } from './azure/key-vault-secrets.ts';
import { logicApps } from './azure/logic-apps.ts';
import { logs } from './azure/logs.ts';
import { isPractice } from './azure/playbook-template.ts';
import { roleHolders } from './azure/role-holders.ts';
import { roleSurvey } from './azure/role-survey.ts';
import { roles } from './azure/roles.ts';
import { sentinel } from './azure/sentinel.ts';
import { workspaces } from './azure/workspaces.ts';
import { arm } from './clients/arm.ts';
import { graph } from './clients/graph.ts';
import { type NetworkOptions, network } from './clients/network.ts';
import type { CloudName, Microsoft } from './contract/microsoft.ts';
import type { Session } from './contract/session.ts';
import { applicationAccess } from './entra/access.ts';
import { applications } from './entra/applications.ts';
import { certificates } from './entra/certificates.ts';
import { consent } from './entra/consent.ts';
import { delegatedGrants } from './entra/delegated-grants.ts';
import { federatedCredentials } from './entra/federated-credentials.ts';
import { identity } from './entra/identity.ts';
import { servicePrincipals } from './entra/service-principals.ts';
import { clouds } from './http/clouds.ts';
import { applicationSession, signedInSession } from './sessions/application-session.ts';

export interface ConnectOptions extends Omit<NetworkOptions, 'cloud' | 'tenantId' | 'chance'> {
  readonly cloud: CloudName;
  readonly signIn: Session;
}

/**
 * Microsoft, for a signed-in account. It costs nothing until first use: the client libraries are loaded
 * only then.
 */
export function connect(options: ConnectOptions): Microsoft {
  const { signIn } = options;
  const { tenantId } = signIn;
  const wire = network({ ...options, cloud: clouds[options.cloud], tenantId });
  const as = { network: wire, identity: signIn.kind };
  const entra = graph({ ...as, token: (again) => signIn.token('graph', again) });
  const azure = arm({ ...as, token: (again) => signIn.token('azure', again) });
  const principals = servicePrincipals(entra, wire);
  return {
    cloud: options.cloud,
    tenantId,
    practice: isPractice(tenantId),
    portal: clouds[options.cloud].portal,
    graph: clouds[options.cloud].graph,
    securityAlerts: clouds[options.cloud].securityAlerts,
    clock: wire.time,
    signedInAs: { kind: signIn.kind, clientId: signIn.clientId },
    identity: identity(entra, signIn),
    applications: {
      ...applications(entra, wire),
      ...certificates(entra, wire),
      ...federatedCredentials(entra, wire),
    },
    access: applicationAccess(entra, wire),
    servicePrincipals: principals,
    consent: consent(entra, wire, principals, tenantId),
    delegated: delegatedGrants(entra, wire),
    roles: roles(azure, wire),
    roleSurvey: roleSurvey(azure, wire, signIn),
    holders: roleHolders(entra, azure),
    workspaces: workspaces(azure, wire),
    deployments: deployments({ ...as, token: (again) => signIn.token('azure', again) }, azure, tenantId),
    vaults: {
      ...keyVaults(azure, wire, tenantId),
      ...keyVaultSecrets({ ...as, token: (again) => signIn.token('vault', again) }),
    },
    logicApps: logicApps({ ...as, token: (again) => signIn.token('azure', again) }),
    connections: apiConnections({ ...as, token: (again) => signIn.token('azure', again) }, tenantId),
    logs: logs(azure),
    sentinel: sentinel({ ...as, token: (again) => signIn.token('azure', again) }, tenantId),
    asApplication: (clientId, proof, known) =>
      applicationSession({ network: wire, tenantId, clientId, proof, secretMadeAt: known?.secretMadeAt }),
    asSignedIn: () => (signIn.kind === 'application' ? signedInSession(wire, signIn) : undefined),
  };
}
