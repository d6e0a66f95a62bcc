import { optional, toJudge } from '../../engine/model/fact.ts';
import type { Receipt, Whose } from '../../engine/model/step.ts';
import type { Microsoft, Owner } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import {
  appObjectId,
  clientId,
  type EntraRights,
  entraRights,
  type Maker,
  maker,
  owned,
} from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';
import { ownerChange, ownersPage, waysOut } from './owners.ts';

/** Who is to own the application: the signed-in one, or no one in particular. */
export type WantedOwner = 'me' | 'nobody';

/** Whether the signed-in one can be made an owner: a member or an automation of this tenant, who may change it. */
export const mayOwn = (who: Maker | undefined, rights: EntraRights | undefined): who is Maker =>
  (who?.kind === 'member' || who?.kind === 'application') && rights?.register.is !== 'no';

/**
 * Someone of the organization owns the application: who made it, unless a person chose otherwise. Owners are notified
 * before credentials expire and can change the application
 * (https://learn.microsoft.com/entra/identity/enterprise-apps/overview-assign-app-owners). Where no one was wanted, or the
 * signed-in one can't be an owner, that no one owns it is a hint.
 */
export const ensureOwner = (wanted: WantedOwner) =>
  step({
    id: 'ensure-owner',
    title: 'Owner of the application',
    why: 'An owner can change it and add secrets, and is the person to ask when something is wrong',
    severity: 'warn',
    checks: ['APP-04'],
    needs: {
      application: appObjectId,
      clientId,
      maker: optional(maker),
      // What was refused is asked for again once a role became active.
      rights: toJudge(entraRights),
    },
    gives: { owned },
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },
    async look({ microsoft, given, now }) {
      return {
        at: now(),
        owners: await microsoft.access.owners(given.application),
        page: ownersPage(microsoft, given.clientId),
      };
    },
    judge({ owners, page }, { maker: who, rights }) {
      if (owners.some(({ kind }) => kind !== 'guest')) {
        const pairs = owners.map(
          ({ name, kind }) => [name, kind === 'application' ? 'Application' : 'Person'] as const,
        );
        return { is: 'met', facts: { owned: true }, shows: [{ show: 'pairs', title: 'Owners', pairs }] };
      }
      const problem = nobodyOwns(page);
      return wanted === 'me' && mayOwn(who, rights)
        ? { is: 'unmet', changes: [ownerChange('add', who.name)], problem }
        : { is: 'met', facts: { owned: false }, warning: problem };
    },
    // Who registers an application with an administrator's role does not become its owner.
    foresee: ({ maker: who, rights }) =>
      wanted === 'me' && mayOwn(who, rights) ? [ownerChange('add', who.name)] : [],
    async apply(_change, { microsoft, given }) {
      const of = given.application;
      const id = given.maker?.objectId ?? '';
      const there = (await microsoft.access.owners(of)).some((each) => each.id === id);
      if (!there) await microsoft.access.addOwner(of, id);
      return { made: { kind: 'owner', id, of }, owned: !there };
    },
    recognize(begun, { owners, at }, { application: of, maker: who }) {
      const id = who?.objectId ?? '';
      if (!owners.some((each) => each.id === id)) return 'never-happened';
      // Who made an owner is kept nowhere: only while ours was on its way can it be ours.
      return bornOf(begun, at) ? { receipt: { made: { kind: 'owner', id, of }, owned: true } } : 'not-ours';
    },
    async whose({ made }, { microsoft, given }) {
      const whose = whoseOwner(made, given);
      if (whose.is !== 'ours' || made.kind !== 'owner') return whose;
      const owners = await microsoft.access.owners(made.of ?? '');
      return owners.some(({ id }) => id === made.id) ? whose : { is: 'gone' };
    },
    undo: ({ made }, { microsoft }) => putOwnerBack(made, microsoft),
  });

/** Whose an owner is that a receipt names: one we added is the signed-in one, one we removed is of this application. */
export function whoseOwner(
  made: Receipt['made'],
  { application, maker: who }: { readonly application?: string; readonly maker?: Maker | undefined },
): Whose {
  if (application === undefined) return { is: 'gone' };
  const ours = made.of === application && (made.kind !== 'owner' || made.id === who?.objectId);
  return { is: ours ? 'ours' : 'not-ours' };
}

/** Takes an owner away that was added, and makes one an owner again that was removed. */
export async function putOwnerBack(made: Receipt['made'], { access }: Microsoft): Promise<void> {
  const of = made.of ?? '';
  const there = (await access.owners(of)).some(({ id }: Owner) => id === made.id);
  if (made.kind === 'owner' && there) await access.removeOwner(of, made.id);
  if (made.kind === 'removed-owner' && !there) await access.addOwner(of, made.id);
}

const nobodyOwns = (page: string) => ({
  code: 'no-owner',
  title: 'The application has no owner',
  because: 'The connection works, but no one is listed as responsible.',
  ...waysOut('ensure-owner', page),
});
