import { describe, expect, it } from 'vitest';
import type { Owner } from '../../microsoft/contract/microsoft.ts';
import { after, begunOf, intent, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { ensureOwner } from './ensure-owner.step.ts';

const step = ensureOwner();
const ada: Owner = { id: 'ada', name: 'Ada', kind: 'member' };
const guest: Owner = { id: 'gus', name: 'Gus', kind: 'guest' };
const added = { kind: 'owner', id: 'ada', of: 'object' };
const removed = { kind: 'removed-owner', id: 'gus', of: 'object' };
const maker = { kind: 'member', objectId: 'ada', name: 'Ada' };

describe('ensure-owner, after it was cut off', () => {
  const recognized = (
    verb: 'add' | 'remove',
    what: string,
    owners: readonly Owner[],
    who: object | null = maker,
    at = intent,
  ) =>
    step.recognize?.(begunOf({ verb, what }), { owners, at, page: '' }, {
      application: 'object',
      maker: who ?? undefined,
    } as never);

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
  const whose = (made: { kind: string; id: string; of: string }, given: object) =>
    step.whose?.({ made, owned: true }, toolsOf({ given }).tools);
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
