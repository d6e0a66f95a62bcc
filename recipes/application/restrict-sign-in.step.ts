import { optional, toJudge } from '../../engine/model/fact.ts';
import type { Change } from '../../engine/model/step.ts';
import { visible } from '../../engine/model/visible.ts';
import type { Application, Redirect } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import { appObjectId, clientId, credential, entraRights } from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';

const forThisTenant = 'AzureADMyOrg';
const change = (verb: Change['verb'], what: string): Change => ({
  verb,
  what,
  where: 'the application',
  right: least.register,
  undoneBy: 'Undo restores it',
});
const flowsOff = change('update', 'Public client flows off');
const onlyHere = change('update', 'For this tenant only');
const spokenKind = { web: 'Web', spa: 'Single-page', publicClient: 'Public client' } as const;
const redirect = ({ kind, uri }: Redirect): Change =>
  change('remove', `${spokenKind[kind]} redirect address ${visible(uri)}`);

/**
 * The application signs in as itself and in no other way: for this tenant only, without public client flows, without
 * an address that a person's sign-in is sent back to, but for the vendor's page where consent ends, `endsAt`
 * (https://learn.microsoft.com/entra/identity-platform/security-best-practices-for-app-registration).
 */
export const restrictSignIn = (endsAt = '') => {
  const doors = (redirects: readonly Redirect[]) =>
    redirects.filter(({ kind, uri }) => kind !== 'web' || uri !== endsAt);
  return step({
    id: 'restrict-sign-in',
    title: 'The application signs in as itself only',
    why: 'An unused redirect URI could be taken over',
    severity: 'warn',
    checks: ['APP-03'],
    repairs: true,
    needs: {
      application: appObjectId,
      clientId,
      credential: optional(credential),
      // What was refused is asked for again once a role became active.
      rights: toJudge(entraRights),
    },
    gives: {},
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },
    async look({ microsoft, given, now }) {
      const application = await microsoft.applications.byAppId(given.clientId);
      return {
        at: now(),
        application: application && { ...application, redirects: doors(application.redirects) },
        page: `${microsoft.portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Authentication/appId/${given.clientId}`,
      };
    },
    judge({ application, page }) {
      const changes = application ? wanted(application) : [];
      if (!application || changes.length === 0) return { is: 'met', facts: {} };
      const { redirects, publicClient, signInAudience } = application;
      const open = [
        ...(signInAudience === forThisTenant ? [] : [`it is open to other tenants (${signInAudience})`]),
        ...(publicClient ? ['public client flows are on'] : []),
        ...redirects.map(({ uri }) => `a sign-in may be sent back to ${visible(uri)}`),
      ];
      return {
        is: 'unmet',
        changes,
        problem: {
          code: 'application-open',
          title: `${application.displayName} allows sign-in methods it doesn't need`,
          because: `The vendor signs in as the application itself, but ${open.join(', ')}.`,
          remedies: [
            { do: 'redo', step: 'restrict-sign-in' },
            { do: 'open', label: 'Open its authentication', url: page },
          ],
          who: { role: least.register },
        },
      };
    },
    foresee: () => [],
    async apply({ what }, { microsoft, given }) {
      const application = await microsoft.applications.byAppId(given.clientId);
      const of = given.application;
      const made = (kind: string, id: string, owned: boolean) => ({ made: { kind, id, of }, owned });
      if (!application) return made('nothing', what, false);
      if (what === flowsOff.what) {
        await microsoft.access.change(of, { publicClient: false });
        return made('public-client', 'on', application.publicClient);
      }
      if (what === onlyHere.what) {
        await microsoft.access.change(of, { signInAudience: forThisTenant });
        return made('audience', application.signInAudience, application.signInAudience !== forThisTenant);
      }
      const gone = application.redirects.find((each) => redirect(each).what === what);
      if (!gone) return made('redirect', what, false);
      await microsoft.access.change(of, { redirects: application.redirects.filter((each) => each !== gone) });
      return made('redirect', `${gone.kind} ${gone.uri}`, true);
    },
    recognize(begun, { application, at }, { application: of }) {
      const { what } = begun.change;
      if (!application || wanted(application).some((each) => each.what === what)) return 'never-happened';
      // Who closed it is kept nowhere. What another admin may have closed since is said, and not opened again.
      const untold = bornOf(begun, at) ? {} : { lost: what };
      if (what === flowsOff.what)
        return { receipt: { made: { kind: 'public-client', id: 'on', of }, owned: true, ...untold } };
      const was = /^(Web|Single-page|Public client) redirect address (.+)$/.exec(what);
      const kind = Object.entries(spokenKind).find(([, spoken]) => spoken === was?.[1])?.[0];
      const uri = was?.[2] ?? '';
      // What is written out is how an address was shown, and not the address.
      const lost = /\\u\{|…/u.test(uri) ? { lost: what } : untold;
      if (kind)
        return { receipt: { made: { kind: 'redirect', id: `${kind} ${uri}`, of }, owned: true, ...lost } };
      return {
        receipt: { made: { kind: 'audience', id: '', of }, owned: true, lost: 'Its audience before' },
      };
    },
    async undo({ made }, { microsoft }) {
      const of = made.of ?? '';
      if (made.kind === 'public-client') return microsoft.access.change(of, { publicClient: true });
      if (made.kind === 'audience') return microsoft.access.change(of, { signInAudience: made.id });
      const blank = made.id.indexOf(' ');
      const [kind, uri] = [made.id.slice(0, blank) as Redirect['kind'], made.id.slice(blank + 1)];
      const standing = await microsoft.applications.byObjectId(of);
      if (!standing || standing.redirects.some((each) => each.kind === kind && each.uri === uri)) return;
      await microsoft.access.change(of, { redirects: [...standing.redirects, { kind, uri }] });
    },
  });
};

function wanted({ redirects, publicClient, signInAudience }: Application): readonly Change[] {
  return [
    ...redirects.map(redirect),
    ...(publicClient ? [flowsOff] : []),
    ...(signInAudience === forThisTenant ? [] : [onlyHere]),
  ];
}
