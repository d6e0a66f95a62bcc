import { describe, expect, it } from 'vitest';
import type { Owner } from '../../microsoft/contract/microsoft.ts';
import { after, begunOf, intent, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { ensureOwner } from './ensure-owner.step.ts';
import { removeGuestOwners } from './remove-guest-owners.step.ts';

const step = ensureOwner('me');
const guests = removeGuestOwners();
const ada: Owner = { id: 'ada', name: 'Ada', kind: 'member' };
const guest: Owner = { id: 'gus', name: 'Gus', kind: 'guest' };
const added = { kind: 'owner', id: 'ada', of: 'object' };
const removed = { kind: 'removed-owner', id: 'gus', of: 'object' };
const maker = { kind: 'member', objectId: 'ada', name: 'Ada' };

describe('who owns the application', () => {
  const no = { is: 'no', role: '' };
  const judged = (
    owners: readonly Owner[],
    given: { maker?: object; rights?: object } = { maker },
    wanted: 'me' | 'nobody' = 'me',
  ) => ensureOwner(wanted).judge({ owners, at: '', page: '' }, given as never);

  it.each([
    ['a member', ada],
    ['an application', { ...ada, kind: 'application' as const }],
  ])('is met by %s', (_what, owner) => {
    expect(judged([owner, guest])).toMatchObject({ is: 'met', facts: { owned: true } });
    expect(judged([owner])).not.toHaveProperty('warning');
  });

  it.each([
    ['a member', 'member'],
    ['an automation', 'application'],
  ])('where nobody does, %s who is signed in becomes the owner', (_what, kind) => {
    expect(judged([guest], { maker: { ...maker, kind } })).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'add', what: 'Ada as an owner' }],
      problem: { code: 'no-owner' },
    });
  });

  it.each([
    ['nobody was wanted', { maker }, 'nobody' as const],
    ['a guest is signed in', { maker: { ...maker, kind: 'guest' } }, 'me' as const],
    ['a partner is signed in', { maker: { ...maker, kind: 'partner' } }, 'me' as const],
    ['the signed-in one may not change it', { maker, rights: { register: no } }, 'me' as const],
    ['nobody knows who is signed in', {}, 'me' as const],
  ])('is a hint where %s, and nothing to do', (_what, given, wanted) => {
    expect(judged([], given, wanted)).toMatchObject({ is: 'met', warning: { code: 'no-owner' } });
  });
});

describe('guests who own the application', () => {
  const judged = (owners: readonly Owner[], given: object = { maker }) =>
    guests.judge({ owners, page: '' }, given as never);

  it('are named, and removed where another owner stays or comes', () => {
    expect(judged([ada, guest], {})).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'remove', what: 'Guest owner Gus' }],
    });
    expect(judged([guest])).toMatchObject({ changes: [{ verb: 'remove' }] });
    expect(judged([guest], {})).toMatchObject({ is: 'unmet', changes: [] });
    expect(judged([ada])).toEqual({ is: 'met', facts: {} });
  });

  it('the last owner is never removed', async () => {
    const change = { verb: 'remove', what: 'Guest owner Gus' } as never;
    const remove = async (owners: readonly Owner[]) => {
      const { tools, sent } = toolsOf({
        given: { application: 'object' },
        answers: { access: { owners: async () => owners } },
      });
      const receipt = await guests.apply?.(change, tools);
      return [sent, receipt?.owned];
    };
    expect(await remove([guest])).toEqual([[], false]);
    expect(await remove([ada, guest])).toEqual([[['access.removeOwner', 'object', 'gus']], true]);
  });
});

describe('ensure-owner, after it was cut off', () => {
  const recognized = (
    verb: 'add' | 'remove',
    what: string,
    owners: readonly Owner[],
    who: object | null = maker,
    at = intent,
  ) =>
    (verb === 'add' ? step : guests).recognize?.(
      begunOf({ verb, what }),
      { owners, at, page: '' } as never,
      {
        application: 'object',
        maker: who ?? undefined,
      } as never,
    );

  it('the owner that is there now was added, by id and not by name', () => {
    expect(recognized('add', 'Ada as an owner', [guest, ada])).toEqual({
      receipt: { made: added, owned: true },
    });
    const namesake = { ...ada, id: 'another-ada' };
    expect(recognized('add', 'Ada as an owner', [namesake])).toBe('never-happened');
    expect(recognized('add', 'Ada as an owner', [ada], null)).toBe('never-happened');
  });

  it('an owner seen only after ours could have arrived may be the work of another admin', () => {
    expect(recognized('add', 'Ada as an owner', [ada], maker, after(120_001))).toBe('not-ours');
  });

  it('a guest that is still there was not removed', () => {
    expect(recognized('remove', 'Guest owner Gus', [ada, guest])).toBe('never-happened');
  });

  it.each([
    ['nobody of that name', [ada]],
    ['another guest', [{ ...guest, name: 'Gina' }]],
    ['a member of that name', [{ ...guest, kind: 'member' as const }]],
  ])('where there is %s the guest is gone, and its id with it', (_what, owners) => {
    expect(recognized('remove', 'Guest owner Gus', owners)).toMatchObject({
      receipt: { made: { kind: 'removed-owner', of: 'object' }, owned: true, lost: 'Guest owner Gus' },
    });
  });
});

describe('whose an owner is', () => {
  const whose = (made: { kind: string; id: string; of: string }, given: object, owners = [guest, ada]) =>
    step.whose?.(
      { made, owned: true },
      toolsOf({
        given,
        answers: { access: { owners: async (of: string) => (of === 'object' ? owners : []) } },
      }).tools,
    );
  const given = { application: 'object', maker };

  it.each([
    ['the one who makes this, on this application', 'ours', added, given],
    ['somebody else on this application', 'not-ours', { ...added, id: 'gus' }, given],
    ['an owner where nobody is known to make this', 'not-ours', added, { application: 'object' }],
    ['the owner of another application', 'not-ours', { ...added, of: 'another' }, given],
    ['a guest removed from this application', 'ours', removed, given],
    ['a guest removed from another', 'not-ours', { ...removed, of: 'another' }, given],
    ['any, where the application is gone', 'gone', added, { maker }],
  ])('%s: %s', async (_what, is, made, known) => {
    expect(await whose(made, known)).toEqual({ is });
  });

  it('one of ours that is an owner no more is gone, and what cannot be ours is not looked for', async () => {
    expect(await whose(added, given, [guest])).toEqual({ is: 'gone' });
    expect(await whose({ ...added, id: 'gus' }, given, [])).toEqual({ is: 'not-ours' });
    expect(await whose(removed, given, [])).toEqual({ is: 'ours' });
  });
});

describe('undoing an owner', () => {
  it.each([
    ['one that was added is removed', added, [ada, guest], [['access.removeOwner', 'object', 'ada']]],
    ['one that was added and is gone needs nothing', added, [guest], []],
    [
      'a guest that was removed is made an owner again',
      removed,
      [ada],
      [['access.addOwner', 'object', 'gus']],
    ],
    ['a guest that is an owner again already needs nothing', removed, [ada, guest], []],
  ])('%s', async (_what, made, standing, sent) => {
    const owners = async (of: string) => (of === 'object' ? standing : []);
    const seen = toolsOf({ answers: { access: { owners } } });
    await step.undo?.({ made, owned: true }, seen.tools);
    expect(seen.sent).toEqual(sent);
  });
});
