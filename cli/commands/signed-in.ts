import { practiceTenantId, tenantNames } from '@sentinel-onboarding/practice';
import type { RunTenant } from '../../engine/journal/journal.ts';
import { ProblemError } from '../../engine/model/problem.ts';
import { azureCli } from '../../host/azure-cli.ts';
import { refused } from '../../host/input/bad-input.ts';
import { isPracticeTenant } from '../../host/storage/practice-home.ts';
import type { RequestLine } from '../../microsoft/clients/network.ts';
import { roundTrips } from '../../microsoft/clients/round-trips.ts';
import { connect } from '../../microsoft/connect.ts';
import type { CloudName, Identity, Microsoft } from '../../microsoft/contract/microsoft.ts';
import { credentialFrom, workloadFrom } from '../../microsoft/sessions/environment.ts';
import { signIn } from '../../microsoft/sessions/sign-in.ts';
import type { Wanted, Whose } from '../args/wanted.ts';
import type { Terminal } from '../output/terminal.ts';
import { length } from '../output/words.ts';
import { type Place, practicePlace, realPlace } from './place.ts';

/** Thrown if the sign-in failed. The command ends with 3. */
export class SignInFailed extends Error {
  readonly problem: ProblemError['problem'];

  constructor(error: ProblemError) {
    super(error.message, { cause: error });
    this.problem = error.problem;
  }
}

/** What a file or an earlier run already says about whose tenant it is. */
export interface KnownTenant {
  readonly tenantId: string;
  readonly cloud: string;
  readonly practice: boolean;
}

/** Counts of what went over the wire. */
export interface Traffic {
  requests(): number;
  roundTrips(): number;
}

/** An account signed in to one tenant. */
export interface SignedIn {
  readonly microsoft: Microsoft;
  readonly identity: Identity;
  readonly tenant: RunTenant;
}

/**
 * Opens the place a command works in: practice, or the real world of `--tenant`, of what is known, or of the
 * environment. Practice and real never meet.
 * @throws BadInput, before anything is sent
 */
export async function openPlace(wanted: Wanted, terminal: Terminal, known?: KnownTenant): Promise<Place> {
  const { practice } = wanted.whose;
  if (practice) {
    if (known && !known.practice) {
      throw refused(
        '--practice',
        'It was created in a real tenant, not a practice tenant.',
        'Remove --practice.',
      );
    }
    const place = await practicePlace(wanted.home, practice);
    if (known && place.tenant.toLowerCase() !== known.tenantId.toLowerCase()) {
      await place.close();
      throw refused(
        '--practice',
        `It was created in another practice tenant (${known.tenantId}) than ${practice.name}.`,
        practiceRemedy(known.tenantId),
      );
    }
    return place;
  }
  const { tenant, cloud } = await whoseTenant(wanted.whose, terminal, known);
  return realPlace(terminal.surroundings, tenant, cloud);
}

function practiceRemedy(tenantId: string): string {
  const name = tenantNames.find((each) => practiceTenantId(each) === tenantId.toLowerCase());
  return `Name its practice tenant: --practice=${name ?? 'NAME'}.`;
}

async function whoseTenant(
  whose: Whose,
  terminal: Terminal,
  known: KnownTenant | undefined,
): Promise<{ tenant: string; cloud: CloudName }> {
  const { environment } = terminal.surroundings;
  const automation = whose.signIn === 'environment' || whose.signIn === 'workload-identity';
  const fromEnvironment = automation ? environment['AZURE_TENANT_ID'] : undefined;
  const tenant = whose.tenant ?? known?.tenantId ?? fromEnvironment;
  if (tenant === undefined || tenant === '') {
    throw refused(
      '--tenant',
      'No tenant given.',
      'Add --tenant with its ID or domain, or --practice to use a sample tenant.',
    );
  }
  if (known && /^[0-9a-f-]{36}$/i.test(tenant) && tenant.toLowerCase() !== known.tenantId.toLowerCase()) {
    throw refused('--tenant', `It was created in another tenant (${known.tenantId}).`, 'Remove --tenant.');
  }
  // A practice tenant behind a proxy of this computer is reached by its id; without one it would be asked of Microsoft.
  if (known?.practice && whose.tenant === undefined) {
    throw refused('--practice', 'It was created for a practice tenant.', practiceRemedy(known.tenantId));
  }
  if (known && whose.cloud !== undefined && whose.cloud !== known.cloud) {
    throw refused('--cloud', `It was created in the cloud ${known.cloud}.`, 'Remove --cloud.');
  }
  if (automation) {
    const found = await (whose.signIn === 'environment' ? credentialFrom : workloadFrom)(environment);
    if ('missing' in found) throw refused('--sign-in', found.missing, 'Set it, or sign in another way.');
  }
  return { tenant, cloud: whose.cloud ?? (known?.cloud as CloudName | undefined) ?? 'public' };
}

/**
 * Signs in and reads who that is.
 * @throws SignInFailed
 */
export async function signedIn(
  place: Place,
  whose: Whose,
  terminal: Terminal,
  parts: { readonly correlation: string; readonly onRequest: (line: RequestLine) => void },
): Promise<SignedIn> {
  const { signal, environment } = terminal.surroundings;
  const common = { fetch: place.fetch, cloud: place.cloud, ...parts };
  try {
    const session = await signIn({
      ...common,
      tenant: place.tenant,
      how: place.practice ? 'browser' : whose.signIn,
      clientId: whose.clientId,
      environment,
      runAzureCli: azureCli(environment),
      signal,
      openBrowser: (url) => {
        if (!place.practice)
          terminal.remark(['A browser opens for the sign-in. If none does, open this address:', url]);
        return place.openBrowser(url);
      },
      onMoreProof: () =>
        terminal.remark('Microsoft asks for more proof of who you are, such as a second factor.'),
      onDeviceCode: ({ code, url, expiresIn }) =>
        terminal.remark(`Open ${url} and enter the code ${code}. It works for ${length(expiresIn)}.`),
    });
    const microsoft = connect({ ...common, signIn: session });
    const identity = await microsoft.identity.whoAmI();
    const tenant: RunTenant = {
      tenantId: session.tenantId,
      tenantName: identity.tenantName,
      cloud: place.cloud,
      practice: isPracticeTenant(session.tenantId),
      account: identity.userName,
    };
    return { microsoft: readOnce(microsoft, identity), identity, tenant };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ProblemError) throw new SignInFailed(error);
    throw error;
  }
}

/** Who signed in was read a moment ago: the first look takes that, and every later one reads again. */
function readOnce(microsoft: Microsoft, identity: Identity): Microsoft {
  let read: Identity | undefined = identity;
  return {
    ...microsoft,
    identity: {
      ...microsoft.identity,
      whoAmI() {
        const now = read;
        read = undefined;
        return now ? Promise.resolve(now) : microsoft.identity.whoAmI();
      },
    },
  };
}

/** Hears every request, and counts. */
export function traffic(): Traffic & { onRequest(line: RequestLine): void } {
  const lines: RequestLine[] = [];
  return {
    onRequest: (line) => void lines.push(line),
    requests: () => lines.length,
    roundTrips: () => roundTrips(lines),
  };
}
