import { Secret } from '../../engine/model/secret.ts';
import type { Network } from '../clients/network.ts';
import type { Resource } from '../contract/microsoft.ts';
import type { Session, TokenAgain } from '../contract/session.ts';
import type { Cloud } from '../http/clouds.ts';
import { at, claimsOf, nameAt, parsed, plainWords, textAt } from '../http/text.ts';
import type { MicrosoftError } from '../problems/problems.ts';

/** The result of running the Azure CLI. Its output can be a token. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the Azure CLI with these arguments, without a shell; `missing` if it isn't on this computer. */
export type RunAzureCli = (words: readonly string[], signal?: AbortSignal) => Promise<Ran | 'missing'>;

/** How long before its end a token is renewed. The CLI does the same with its own cache. */
const renewBefore = 5 * 60_000;

const doing = { what: 'sign in with the Azure CLI' };

/**
 * A session of the account that is signed in to the Azure CLI (https://learn.microsoft.com/cli/azure/account#az-account-get-access-token).
 * The CLI keeps the sign-in. Tokens of this session stay in memory.
 * @throws ProblemError if the CLI is missing, too old, signed out, or in another tenant.
 */
export async function azureCliSession(
  run: RunAzureCli,
  cloud: Cloud,
  wire: Network,
  tenantId: string,
  signal?: AbortSignal,
): Promise<Session> {
  const authority = `${cloud.login}/${tenantId}`;
  const held = new Map<Resource, { readonly token: Secret; readonly until: number }>();
  const asking = new Map<Resource, Promise<Secret>>();

  const acquire = async (resource: Resource): Promise<Secret> => {
    const words = ['account', 'get-access-token', '--resource', cloud.audiences[resource]];
    const ran = await run([...words, '--tenant', tenantId, '--output', 'json', '--only-show-errors'], signal);
    if (ran === 'missing') throw trouble(wire, authority, 'azure-cli-missing');
    if (ran.code !== 0) throw refusalOf(wire, authority, ran.stderr);
    const text = textAt(parsed(ran.stdout), 'accessToken');
    const claims = claimsOf(text);
    const ends = at(claims, 'exp');
    if (typeof ends !== 'number') throw trouble(wire, authority, 'azure-cli-not-understood');
    const arrived = textAt(claims, 'tid');
    if (arrived.toLowerCase() !== tenantId.toLowerCase()) {
      const said = `The Azure CLI is signed in to tenant ${arrived || 'unknown'}, but the setup is for tenant ${tenantId}.`;
      throw wire.trouble(authority, 'person', 'wrong-tenant', said, doing);
    }
    const token = new Secret(text);
    held.set(resource, { token, until: ends * 1000 - renewBefore });
    return token;
  };
  const token = async (resource: Resource, again: TokenAgain = false): Promise<Secret> => {
    if (typeof again === 'object') {
      // The cached token isn't enough, so the next call fetches a new one.
      held.delete(resource);
      throw proofNeeded(wire, authority, again.claims, `${cloud.audiences[resource]}/.default`);
    }
    const kept = held.get(resource);
    if (kept && !again && Date.parse(wire.now()) < kept.until) return kept.token;
    const one = asking.get(resource) ?? acquire(resource).finally(() => asking.delete(resource));
    asking.set(resource, one);
    return one;
  };

  const claims = claimsOf((await token('azure')).reveal('microsoft'));
  // Graph is needed next. If its token is refused, the caller that needs it gets the error.
  token('graph').catch(() => undefined);
  const userName = textAt(claims, 'upn') || textAt(claims, 'unique_name');
  const clientId = textAt(claims, 'appid');
  return {
    // A person's token has `scp`, the client's rights on their behalf. An automation's token does not.
    kind: textAt(claims, 'scp') === '' ? 'application' : 'person',
    tenantId,
    clientId,
    account: {
      name: nameAt(claims, 'name') || nameAt(claims, 'app_displayname') || userName || clientId,
      userName: plainWords(userName, 256) || clientId,
      objectId: textAt(claims, 'oid'),
    },
    token,
    signOut() {
      // The sign-in belongs to the CLI, so only this session's tokens are dropped.
      held.clear();
      return Promise.resolve();
    },
  };
}

const trouble = (wire: Network, authority: string, code: string, message = ''): MicrosoftError =>
  wire.trouble(authority, 'person', code, message, doing);

/** Only the person can make the CLI answer this challenge, with `az login`. */
const proofNeeded = (wire: Network, authority: string, claims: string, scope: string): MicrosoftError =>
  wire.trouble(authority, 'person', 'azure-cli-proof-needed', scope, doing, { claims });

/** Classifies the CLI's error text by phrases it has used for years. The text contains Entra's answer. */
function refusalOf(wire: Network, authority: string, stderr: string): MicrosoftError {
  if (/unrecognized arguments|is misspelled or not recognized|not in the '.*' command group/iu.test(stderr))
    return trouble(wire, authority, 'azure-cli-too-old');
  // The CLI prints how to answer a challenge (`_generate_login_command` in https://github.com/Azure/azure-cli).
  const challenge = /--claims-challenge "?([A-Za-z0-9+/=_-]{1,8192})/u.exec(stderr)?.[1];
  if (challenge !== undefined) {
    const scope = /--scope "?(https:\/\/[\w./:-]{1,200})/u.exec(stderr)?.[1] ?? '';
    return proofNeeded(wire, authority, Buffer.from(challenge, 'base64').toString('utf8'), scope);
  }
  const numbers = [...stderr.matchAll(/AADSTS(\d{5,7})/gu)].map((found) => Number(found[1]));
  const message = plainWords(stderr.replace(/^\s*ERROR:\s*/iu, ''));
  if (numbers.length > 0) {
    const told = { status: 400, code: 'azure-cli-refused', numbers, understood: true, message };
    return wire.problem({ ...trouble(wire, authority, 'azure-cli-refused').heard, ...told }, doing);
  }
  return /az login|az account set/iu.test(stderr)
    ? trouble(wire, authority, 'azure-cli-signed-out')
    : trouble(wire, authority, 'azure-cli-failed', message);
}
