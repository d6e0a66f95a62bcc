import type { ConnectionProfile } from '../../../engine/model/profile.ts';
import { unseen } from '../../../engine/model/visible.ts';
import { remark } from './quote.ts';
import { aboutSecret, opening, type Words } from './standing.ts';
import { toolCloud } from './tool-clouds.ts';

/** Read the same by every program without quotes: no blank, no quote, no sign that any of them interprets. */
const bare = /^[A-Za-z0-9_./@,+-][A-Za-z0-9_./@,:+-]*$|^$/;
/** Read the same between single quotes by shells, Docker Compose, systemd and the dotenv libraries. */
const quotable = /^[^'"\\$`#]*$/u;

/**
 * One line. There is no common escape among the programs that read such files, so a value that they would read
 * differently stands in base64 (of UTF-8) under the name with _BASE64 behind it.
 */
function line(name: string, value: string): string {
  if (bare.test(value)) return `${name}=${value}`;
  if (quotable.test(value) && value.search(unseen) < 0) return `${name}='${value}'`;
  return `${name}_BASE64=${Buffer.from(value, 'utf8').toString('base64')}`;
}

const upper = (key: string): string => key.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();

/**
 * The connection as environment variables: the names the Azure SDKs read, the workspaces, the vendor's form. Lists are
 * counted and numbered from 1. The secret is in it only where the profile holds it.
 */
export function envFile(profile: ConnectionProfile, words: Words): string {
  const lines = new Map<string, string>();
  const put = (name: string, value: string) => {
    let own = name;
    for (let twin = 2; lines.has(own) || lines.has(`${own}_BASE64`); twin += 1) own = `${name}__${twin}`;
    lines.set(own, line(own, value));
  };
  const putList = (name: string, values: readonly string[]) => {
    put(`${name}_COUNT`, String(values.length));
    for (const [at, value] of values.entries()) put(`${name}_${at + 1}`, value);
  };
  put('AZURE_TENANT_ID', profile.tenantId);
  if (profile.clientId !== undefined) put('AZURE_CLIENT_ID', profile.clientId);
  put('AZURE_AUTHORITY_HOST', `${toolCloud(profile).authorityHost}/`);
  const secretName =
    profile.credential?.kind === 'certificate' ? 'CONNECTION_PRIVATE_KEY' : 'AZURE_CLIENT_SECRET';
  if (profile.clientSecret !== undefined) put(secretName, profile.clientSecret);
  put('CONNECTION_RECIPE', profile.recipe);
  put('CONNECTION_CLOUD', profile.cloud);
  put('CONNECTION_PRACTICE', String(profile.practice));
  put('CONNECTION_TENANT_NAME', profile.tenantName);
  if (profile.credential) put('CONNECTION_SECRET_EXPIRES_AT', profile.credential.expiresAt);
  put('WORKSPACE_COUNT', String(profile.workspaces.length));
  for (const [at, each] of profile.workspaces.entries()) {
    const name = `WORKSPACE_${at + 1}`;
    put(`${name}_NAME`, each.workspaceName);
    put(`${name}_ID`, each.workspaceId);
    put(`${name}_SUBSCRIPTION_ID`, each.subscriptionId);
    put(`${name}_RESOURCE_GROUP`, each.resourceGroup);
    put(`${name}_REGION`, each.region);
  }
  putList('PERMISSION', profile.permissions);
  putList('ROLE', profile.roles);
  for (const [key, value] of Object.entries(profile.form)) {
    const name = `FORM_${upper(key)}`;
    if (typeof value === 'object') putList(name, value);
    else put(name, String(value));
  }
  const head = remark(
    '#',
    ...opening(profile, words),
    'For shells, Docker Compose, systemd and dotenv libraries. docker run --env-file keeps the quotes as part of the value.',
    'A name that ends in _BASE64 contains, in base64, a value that these programs would read differently.',
    ...(profile.credential !== undefined && profile.clientSecret === undefined
      ? [
          `${aboutSecret(profile)}${profile.credential.kind === 'secret' ? ' Set it as AZURE_CLIENT_SECRET.' : ''}`,
        ]
      : []),
  );
  return `${head}\n${[...lines.values()].join('\n')}\n`;
}
