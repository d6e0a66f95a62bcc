import { worldOf } from '../../app/queries.ts';
import { fold } from '../../engine/journal/fold.ts';
import type { Entry, RunTenant } from '../../engine/journal/journal.ts';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import { run } from '../../engine/run/run.ts';
import { azureCli } from '../../host/azure-cli.ts';
import { nodeHost } from '../../host/host.ts';
import type { RequestLine as SentRequest } from '../../microsoft/clients/network.ts';
import type { CloudName, Microsoft } from '../../microsoft/contract/microsoft.ts';
import type { Session } from '../../microsoft/contract/session.ts';
import { clouds } from '../../microsoft/http/clouds.ts';
import { checkTenantName, findTenant, isGuid } from '../../microsoft/sessions/tenant-name.ts';
import type { Answering, SignedIn } from '../../preload/contract.ts';
import { appState } from '../session/app-state.ts';
import { openInBrowser } from '../session/place.ts';
import { isBusy, stopAll, underWay } from '../session/window-run.ts';
import {
  openSessionHome,
  recipeOf,
  recordRequest,
  recordUnexpected,
  refusal,
  type SigningIn,
  toResult,
  type WindowSession,
} from '../session/window-session.ts';

type SignInCalls = 'tenant.find' | 'sign-in.start' | 'sign-in.open-again' | 'sign-in.cancel' | 'sign-out';

/** Signs a person in: through the system's browser, with a device code, or with the Azure CLI's account. */
export function signInCalls(desk: WindowSession): Pick<Answering, SignInCalls> {
  const onRequest = (line: SentRequest): void => recordRequest(desk, line);

  return {
    'tenant.find': ({ tenant, cloud: name }) =>
      toResult(desk, async () => {
        const refused = checkTenantName(tenant);
        if (refused) return refusal('tenant', refused.reason, refused.remedy);
        const cloud = cloudNamed(name);
        if (!cloud) return unknownCloud();
        const { tenantId, region } = await findTenant(desk.place.fetch, cloud, tenant, { onRequest });
        return { ok: { tenantId, cloud: clouds[cloud].title, ...(region ? { region } : {}) } };
      }),

    'sign-in.start': ({ tenant, cloud: name, how, clientId, recipe }) =>
      toResult(desk, async () => {
        const refused = checkTenantName(tenant);
        if (refused) return refusal('tenant', refused.reason, refused.remedy);
        if (clientId !== undefined && !isGuid(clientId)) {
          return refusal('clientId', 'Not a client ID (a GUID).', 'Leave it empty to use the default.');
        }
        const cloud = cloudNamed(name);
        if (!cloud) return unknownCloud();
        recipeOf(recipe);
        // The place it was asked for in: whoever leaves it meanwhile signs in nowhere.
        const { place } = desk;
        if (how === 'azure-cli' && place.practice) {
          return refusal(
            'tenant',
            'The Azure CLI is signed in to a real tenant, not to a sample tenant.',
            'Sign in with the browser.',
          );
        }
        if (await isBusy(desk)) return { problem: underWay() };
        stopSigningIn(desk);
        const mine: SigningIn = { stop: new AbortController(), address: undefined };
        desk.signingIn = mine;
        try {
          // Microsoft's libraries are loaded here and not before: the window showed without them.
          const [{ signIn }, { connect }] = await Promise.all([
            import('../../microsoft/sessions/sign-in.ts'),
            import('../../microsoft/connect.ts'),
          ]);
          /** The page that is open now is one more, asked for during the work. */
          let more: { more?: true } = {};
          const sleep = (seconds: number) => place.clock.sleep(seconds, mine.stop.signal);
          const session = await signIn({
            fetch: place.fetch,
            cloud,
            tenant,
            how,
            clientId,
            runAzureCli: azureCli(process.env),
            signal: mine.stop.signal,
            onRequest,
            openBrowser: async (url) => {
              mine.address = place.pageFor(url);
              desk.tell('sign-in.step', { at: 'browser', host: new URL(mine.address).host, ...more });
              await openInBrowser(mine.address);
            },
            onDeviceCode: ({ code, url }) => {
              const verificationUri = place.pageFor(url);
              mine.address = verificationUri;
              desk.sent.note({ verificationUri });
              desk.tell('sign-in.step', { at: 'code', userCode: code, verificationUri, ...more });
            },
            onMoreProof: (answered) => {
              more = { more: true };
              desk.signingIn = mine;
              const over = () => {
                if (desk.signingIn === mine) desk.signingIn = undefined;
                desk.tell('sign-in.step', { at: 'answered', more: true });
              };
              answered.then(over, over);
            },
          });
          desk.tell('sign-in.step', { at: 'reading' });
          const microsoft = connect({ fetch: place.fetch, cloud, signIn: session, onRequest, sleep });
          const view = await whoIsThere(desk, recipe, session, microsoft);
          if (mine.stop.signal.aborted || desk.place !== place) {
            await session.signOut();
            throw mine.stop.signal.reason;
          }
          // Signing in again, with another role say, loses nothing that was typed; another tenant's answers are others.
          const typed = [...desk.secretAnswers];
          const isSame = desk.signedIn?.view.tenant.tenantId === view.tenant.tenantId;
          await forgetSession(desk);
          if (isSame) for (const [field, value] of typed) desk.secretAnswers.set(field, value);
          desk.signedIn = { session, microsoft, view };
          return { ok: view };
        } finally {
          if (desk.signingIn === mine) desk.signingIn = undefined;
        }
      }),

    'sign-in.open-again': async () => {
      const address = desk.signingIn?.address;
      if (address === undefined) return;
      await openInBrowser(address).catch((error: unknown) => recordUnexpected(desk, error));
    },

    'sign-in.cancel': async () => stopSigningIn(desk),

    'sign-out': async () => {
      stopSigningIn(desk);
      await stopAll(desk, 5);
      await forgetSession(desk);
      return appState(desk);
    },
  };
}

/** Ends a sign-in that waits for the person, and what listens for its answer. */
export function stopSigningIn(desk: WindowSession): void {
  desk.signingIn?.stop.abort(new Error('the sign-in was stopped'));
}

/** Forgets who was signed in and everything that was learnt with their rights. */
export async function forgetSession(desk: WindowSession): Promise<void> {
  const before = desk.signedIn;
  desk.signedIn = undefined;
  desk.asks.clear();
  desk.secretAnswers.clear();
  await before?.session.signOut();
}

/** Who signed in, and what the recipe's own step says follows from it. Nothing of it is written down. */
async function whoIsThere(
  desk: WindowSession,
  recipeId: string,
  session: Session,
  microsoft: Microsoft,
): Promise<SignedIn> {
  const recipe = recipeOf(recipeId);
  const identity = await microsoft.identity.whoAmI();
  const tenant: RunTenant = {
    tenantId: session.tenantId,
    tenantName: identity.tenantName,
    cloud: microsoft.cloud,
    practice: desk.place.practice !== undefined,
    account: identity.userName,
  };
  const home = await openSessionHome(desk, false);
  const heardEntries: Entry[] = [];
  try {
    const host = nodeHost({ vault: home.vault, journal: { ...home.journal, append: async () => undefined } });
    const parsed = parseAnswers(recipe.questions, {}, 'offline');
    const answers = 'answers' in parsed ? parsed.answers : {};
    await run({
      recipe,
      intent: 'verify',
      only: [recipe.whoAmI],
      answers,
      answered: answeredBy(answers),
      secretAnswers: {},
      world: worldOf(microsoft, desk.kql.parse),
      host,
      tenant,
      runId: host.newId(),
      earlier: [],
      approve: async () => 'no',
      onEntry: (entry) => heardEntries.push(entry),
      onUnexpected: (error) => void recordUnexpected(desk, error),
      signal: new AbortController().signal,
    });
  } finally {
    await home.close();
  }
  const found = fold(heardEntries).steps.find(({ heading }) => heading.id === recipe.whoAmI)?.finding;
  return {
    tenant,
    domain: identity.domain,
    name: identity.name,
    userName: identity.userName,
    kind: identity.kind,
    shows: found?.shows ?? [],
    finding: found === undefined || found.is === 'not-reached' ? 'unknown' : found.is,
  };
}

function cloudNamed(name: string): CloudName | undefined {
  const found = Object.values(clouds).find((cloud) => cloud.name === name);
  return found?.name;
}

function unknownCloud() {
  return refusal('cloud', 'No such cloud here.', 'Choose one from the list.');
}
