import { optional, toJudge } from '../../engine/model/fact.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Change } from '../../engine/model/step.ts';
import type { Application } from '../../microsoft/contract/microsoft.ts';
import { appObjectId, clientId, credential, entraRights } from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { handleOf } from './create-secret.step.ts';

interface Listed {
  readonly kind: 'Client secret' | 'Certificate';
  readonly keyId: string;
  readonly displayName: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
}

const all = (application: Application | undefined): readonly Listed[] => [
  ...(application?.passwordCredentials ?? []).map(({ hint: _hint, ...each }) => ({
    kind: 'Client secret' as const,
    ...each,
  })),
  ...(application?.keyCredentials ?? []).map((each) => ({ ...each, kind: 'Certificate' as const })),
];

/** By name and id, so that the plan says which one. */
const spoken = ({ kind, displayName, keyId, endDateTime }: Listed) =>
  `${kind} ${displayName || 'without a name'} (${keyId}), ends ${endDateTime.slice(0, 10)}`;
const remove = (listed: Listed): Change => ({
  verb: 'remove',
  what: spoken(listed),
  where: 'the application',
  right: least.register,
  undoneBy: "Can't be undone. Microsoft Entra shows a value only once.",
});

/**
 * The application has no credential but the one in use. Repair removes an expired one. One that is active and not ours
 * might be in use elsewhere: it is listed, and removed only where it was named (`remove`).
 */
export const pruneCredentials = (of: { remove: readonly string[] }) =>
  step({
    id: 'prune-credentials',
    title: 'It has only the credential in use',
    why: 'Every extra credential could leak',
    severity: 'warn',
    checks: ['CRD-04'],
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
    async look({ microsoft, given, held, now }) {
      const [application, kept] = await Promise.all([
        microsoft.applications.byAppId(given.clientId),
        held(handleOf(given.clientId)),
      ]);
      return {
        listed: all(application),
        held: kept?.about.keyId,
        page: `${microsoft.portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/${given.clientId}`,
        at: now(),
      };
    },
    judge({ listed, held, page, at }, { credential: used }) {
      // What a rotation has replaced is retired when its time is over, by a step of its own.
      const inUse = new Set(
        [used?.keyId, held, ...(used?.replaces?.keyIds ?? [])].filter((id) => id !== undefined),
      );
      const others = listed.filter(({ keyId }) => !inUse.has(keyId));
      const ended = others.filter(({ endDateTime }) => endDateTime <= at);
      const live = others.filter(({ endDateTime }) => endDateTime > at);
      // Which one is in use is not known: a single live one is taken for it.
      const unknown = used || live.length > 1 ? live : [];
      const shows = [listing(listed, inUse, at)];
      if (ended.length + unknown.length === 0) {
        return { is: 'met', facts: {}, ...(others.length > 0 ? { shows } : {}) };
      }
      const chosen = live.filter(({ keyId }) => of.remove.includes(keyId.toLowerCase()));
      const parts = [
        ...ended.map((each) => `${spoken(each)}, has ended`),
        ...unknown.map((each) => `${spoken(each)}, is active and might be in use elsewhere`),
      ];
      return {
        is: 'unmet',
        changes: [...ended, ...chosen].map(remove),
        shows,
        problem: {
          code: 'credentials-beside',
          title: 'The application has extra credentials',
          because: `${parts.join('; ')}.${unknown.length > 0 ? ' To remove an active one, select it in the repair.' : ''}`,
          remedies: [
            { do: 'redo', step: 'prune-credentials' },
            { do: 'open', label: 'Open its credentials', url: page },
          ],
          who: { role: least.register },
        },
      };
    },
    foresee: () => [],
    async apply({ what }, { microsoft, given }) {
      const listed = all(await microsoft.applications.byAppId(given.clientId));
      const gone = listed.find((each) => spoken(each) === what);
      if (!gone || gone.keyId === given.credential?.keyId) {
        return { made: { kind: 'nothing', id: what }, owned: false };
      }
      const { removePassword, removeCertificate } = microsoft.applications;
      await (gone.kind === 'Certificate' ? removeCertificate : removePassword)(given.application, gone.keyId);
      return { made: { kind: 'removed-credential', id: gone.keyId }, owned: true, lost: spoken(gone) };
    },
    recognize({ change: { what } }, { listed }) {
      return listed.some((each) => spoken(each) === what)
        ? 'never-happened'
        : { receipt: { made: { kind: 'removed-credential', id: what }, owned: true, lost: what } };
    },
  });

function listing(listed: readonly Listed[], inUse: ReadonlySet<string>, at: string): Show {
  return {
    show: 'table',
    title: 'Credentials',
    columns: ['Kind', 'Name', 'Id', 'Made', 'Ends', 'State'].map((title) => ({ title })),
    rows: listed.map((each) => [
      each.kind,
      each.displayName || '(no name)',
      each.keyId,
      each.startDateTime.slice(0, 10),
      each.endDateTime.slice(0, 10),
      inUse.has(each.keyId) ? 'In use' : each.endDateTime <= at ? 'Ended' : 'Not known',
    ]),
  };
}
