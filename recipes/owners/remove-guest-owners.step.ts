import { optional, toJudge } from '../../engine/model/fact.ts';
import { appObjectId, clientId, entraRights, maker, owned } from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';
import { mayOwn, putOwnerBack, whoseOwner } from './ensure-owner.step.ts';
import { ownerChange, ownersPage, waysOut } from './owners.ts';

/**
 * No guest owns the application: an owner can add secrets, and a guest is outside the organization. Repair removes them
 * once someone of the organization owns it, so that the last owner stays until there is another.
 */
export const removeGuestOwners = () =>
  step({
    id: 'remove-guest-owners',
    title: 'No guest owns the application',
    why: 'An owner can add secrets, and a guest is outside the organization',
    severity: 'warn',
    checks: ['APP-04'],
    repairs: true,
    needs: {
      application: appObjectId,
      clientId,
      maker: optional(maker),
      owned: optional(owned),
      rights: toJudge(entraRights),
    },
    gives: {},
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },
    async look({ microsoft, given }) {
      return {
        owners: await microsoft.access.owners(given.application),
        page: ownersPage(microsoft, given.clientId),
      };
    },
    judge({ owners, page }, { maker: who, rights }) {
      const guests = owners.filter(({ kind }) => kind === 'guest');
      if (guests.length === 0) return { is: 'met', facts: {} };
      const another = guests.length < owners.length || mayOwn(who, rights);
      return {
        is: 'unmet',
        changes: another ? guests.map(({ name }) => ownerChange('remove', name)) : [],
        problem: {
          code: 'guest-owner',
          title: `A guest owns the application: ${guests.map(({ name }) => name).join(', ')}`,
          because: 'People outside the organization can add secrets to it.',
          ...waysOut('remove-guest-owners', page),
        },
      };
    },
    foresee: () => [],
    async apply({ what }, { microsoft, given }) {
      const of = given.application;
      const owners = await microsoft.access.owners(of);
      const gone = owners.find(
        ({ kind, name }) => kind === 'guest' && ownerChange('remove', name).what === what,
      );
      const isLast = owners.every(({ kind }) => kind === 'guest');
      if (gone && !isLast) await microsoft.access.removeOwner(of, gone.id);
      return {
        made: { kind: 'removed-owner', id: gone?.id ?? what, of },
        owned: gone !== undefined && !isLast,
      };
    },
    recognize({ change: { what } }, { owners }, { application: of }) {
      if (owners.some(({ kind, name }) => kind === 'guest' && ownerChange('remove', name).what === what))
        return 'never-happened';
      return { receipt: { made: { kind: 'removed-owner', id: what, of }, owned: true, lost: what } };
    },
    whose: async ({ made }, { given }) => whoseOwner(made, given),
    undo: ({ made }, { microsoft }) => putOwnerBack(made, microsoft),
  });
