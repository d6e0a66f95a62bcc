import { optional, toJudge } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import type { Owner } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import { appObjectId, clientId, entraRights, maker } from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';

const own = (verb: 'add' | 'remove', name: string): Change => ({
  verb,
  what: verb === 'add' ? `${name} as an owner` : `Guest owner ${name}`,
  where: 'the application',
  right: least.consent,
  undoneBy: verb === 'add' ? 'Undo removes it' : 'Undo makes the guest an owner again',
});

/**
 * A member of the organization owns the application, and no guest does. Owners are notified before credentials expire
 * and can change the application
 * (https://learn.microsoft.com/entra/identity/enterprise-apps/overview-assign-app-owners).
 */
export const ensureOwner = () =>
  step({
    id: 'ensure-owner',
    title: 'The application has an owner in this organization',
    why: 'An owner can change it and add secrets, and is the person to ask when something is wrong',
    severity: 'info',
    checks: ['APP-04'],
    repairs: true,
    needs: {
      application: appObjectId,
      clientId,
      maker: optional(maker),
      // What was refused is asked for again once a role became active.
      rights: toJudge(entraRights),
    },
    gives: {},
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },
    async look({ microsoft, given, now }) {
      return {
        at: now(),
        owners: await microsoft.access.owners(given.application),
        page: `${microsoft.portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Owners/appId/${given.clientId}`,
      };
    },
    judge({ owners, page }, { maker: who }) {
      const guests = owners.filter(({ kind }) => kind === 'guest');
      const others = owners.length - guests.length;
      if (others > 0 && guests.length === 0) {
        const pairs = owners.map(
          ({ name, kind }) => [name, kind === 'member' ? 'Person' : 'Application'] as const,
        );
        return { is: 'met', facts: {}, shows: [{ show: 'pairs', title: 'Owners', pairs }] };
      }
      const may = who?.kind === 'member';
      return {
        is: 'unmet',
        changes: [
          ...(others === 0 && may ? [own('add', who.name)] : []),
          // The last owner stays until another one is added.
          ...(others > 0 || may ? guests.map(({ name }) => own('remove', name)) : []),
        ],
        problem: guests.length > 0 ? guestOwns(guests, page) : nobodyOwns(page),
      };
    },
    // Who registers an application with an administrator's role does not become its owner.
    foresee: ({ maker: who }) => (who?.kind === 'member' ? [own('add', who.name)] : []),
    async apply({ verb, what }, { microsoft, given }) {
      const owners = await microsoft.access.owners(given.application);
      const of = given.application;
      if (verb === 'add') {
        const id = given.maker?.objectId ?? '';
        const there = owners.some((each) => each.id === id);
        if (!there) await microsoft.access.addOwner(of, id);
        return { made: { kind: 'owner', id, of }, owned: !there };
      }
      const gone = owners.find(({ kind, name }) => kind === 'guest' && own('remove', name).what === what);
      if (gone) await microsoft.access.removeOwner(of, gone.id);
      return { made: { kind: 'removed-owner', id: gone?.id ?? what, of }, owned: gone !== undefined };
    },
    recognize(begun, { owners, at }, { application: of, maker: who }) {
      const { verb, what } = begun.change;
      if (verb === 'add') {
        const id = who?.objectId ?? '';
        if (!owners.some((each) => each.id === id)) return 'never-happened';
        // Who made an owner is kept nowhere: only while ours was on its way can it be ours.
        return bornOf(begun, at) ? { receipt: { made: { kind: 'owner', id, of }, owned: true } } : 'not-ours';
      }
      if (owners.some(({ kind, name }) => kind === 'guest' && own('remove', name).what === what)) {
        return 'never-happened';
      }
      return { receipt: { made: { kind: 'removed-owner', id: what, of }, owned: true, lost: what } };
    },
    async whose({ made }, { given: { application, maker: who } }) {
      if (application === undefined) return { is: 'gone' };
      const ours = made.of === application && (made.kind !== 'owner' || made.id === who?.objectId);
      return { is: ours ? 'ours' : 'not-ours' };
    },
    async undo({ made }, { microsoft }) {
      const of = made.of ?? '';
      const there = (await microsoft.access.owners(of)).some(({ id }) => id === made.id);
      if (made.kind === 'owner' && there) await microsoft.access.removeOwner(of, made.id);
      if (made.kind === 'removed-owner' && !there) await microsoft.access.addOwner(of, made.id);
    },
  });

function waysOut(page: string): Pick<Problem, 'remedies' | 'who'> {
  return {
    remedies: [
      { do: 'redo', step: 'ensure-owner' },
      { do: 'open', label: 'Open its owners', url: page },
    ],
    who: { role: least.consent },
  };
}

function guestOwns(guests: readonly Owner[], page: string): Problem {
  return {
    code: 'guest-owner',
    title: `A guest owns the application: ${guests.map(({ name }) => name).join(', ')}`,
    because: 'People outside the organization can add secrets to it.',
    ...waysOut(page),
  };
}

function nobodyOwns(page: string): Problem {
  return {
    code: 'no-owner',
    title: 'The application has no owner',
    because: 'The connection works, but no one is listed as responsible.',
    ...waysOut(page),
  };
}
