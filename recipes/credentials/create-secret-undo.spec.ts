import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import type { HeldSecret } from '../../engine/model/step.ts';
import {
  after,
  answering,
  applicationOf,
  begunOf,
  intent,
  operation,
  toolsOf,
} from '../catalogue/tools.spec-kit.ts';
import { createSecret, handleOf, previousHandleOf } from './create-secret.step.ts';
import { credentialName } from './made-credential.ts';

const step = createSecret({ months: 6, anew: false, existing: false });
const listed = (keyId: string, displayName = credentialName(operation)) => ({
  keyId,
  displayName,
  endDateTime: '2027-05-22T10:00:00Z',
  startDateTime: intent,
  hint: '8Qk',
});
const password = { kind: 'password', id: 'new', of: 'object', handle: handleOf('client') };

describe('a client secret of a run that was cut off', () => {
  const recognized = (at: string, credentials: readonly object[] = [], verb: 'add' | 'remove' = 'add') =>
    step.recognize?.(
      begunOf({ verb }),
      { credentials, held: undefined, at } as never,
      {
        application: 'object',
        clientId: 'client',
      } as never,
    );

  it('may still appear within a minute, and no later', () => {
    expect(recognized(after(59_999))).toBe('still-open');
    expect(recognized(after(60_000))).toBe('never-happened');
  });

  it('is known by the whole name of its operation', () => {
    expect(
      recognized(after(60_000), [listed('other', `${credentialName(operation)}0`), listed('new')]),
    ).toEqual({
      receipt: { made: { kind: 'password', id: 'new', of: 'object' }, owned: true },
    });
    expect(recognized(after(60_000), [listed('other', credentialName('another'))])).toBe('never-happened');
  });

  it('a removal is only done again', () => {
    expect(recognized(after(0), [listed('new')], 'remove')).toBe('never-happened');
  });
});

describe('whose a client secret is', () => {
  const whose = (made: object, displayName?: string, application: string | undefined = 'object') => {
    const standing = applicationOf({ passwordCredentials: [listed('other'), listed('new', displayName)] });
    const byObjectId = answering({ object: standing, another: standing });
    const { tools } = toolsOf({ given: { application }, answers: { applications: { byObjectId } } });
    return step.whose?.({ made: { ...password, ...made }, owned: true }, tools);
  };

  it('ours bears the name of the operation that made it', async () => {
    expect(await whose({})).toEqual({ is: 'ours' });
  });

  it.each([
    ['the name of another operation', {}, credentialName('99999999-2222-4333-8444-555555555555')],
    ['a name that begins like ours', {}, `${credentialName(operation)} of Ada`],
    ['no name', {}, ''],
  ])('one with %s is not', async (_what, made, name) => {
    expect(await whose(made, name)).toEqual({ is: 'not-ours' });
  });

  it('one of another application than this is not', async () => {
    expect(await whose({ of: 'another' })).toEqual({ is: 'not-ours' });
  });

  it('what was removed is nothing of ours that stands', async () => {
    expect(await whose({ kind: 'removed-password' })).toEqual({ is: 'not-ours' });
  });

  it.each([
    ['it is not listed', { id: 'gone' }],
    ['its application is gone', { of: 'gone' }],
    ['the receipt names no application', { of: undefined }],
  ])('one is gone where %s', async (_what, made) => {
    expect(await whose(made)).toEqual({ is: 'gone' });
  });
});

describe('undoing a client secret', () => {
  const value = new Secret('8Qk~before');
  const current = (about: Record<string, string> = {}): HeldSecret => ({
    handle: handleOf('client'),
    value: new Secret('8Qk~new'),
    about: { keyId: 'new', replaces: 'old', ...about },
  });
  const previous: HeldSecret = { handle: previousHandleOf('client'), value, about: { keyId: 'old' } };
  const undo = async (of: { kept?: HeldSecret[]; stands?: string[]; made?: object; gone?: boolean }) => {
    const passwordCredentials = (of.stands ?? ['old', 'new']).map((keyId) => listed(keyId));
    const byAppId = answering(of.gone ? {} : { client: applicationOf({ passwordCredentials }) });
    const { tools, sent } = toolsOf({ kept: of.kept ?? [], answers: { applications: { byAppId } } });
    const left = await step.undo?.({ made: { ...password, ...of.made }, owned: true }, tools);
    return { left, sent };
  };
  const removed = ['applications.removePassword', 'object', 'new'];
  const forgotten = ['forget', handleOf('client')];
  const broughtBack = [
    ['keep', handleOf('client'), value, { keyId: 'old' }],
    ['forget', previousHandleOf('client')],
  ];

  it('removes it first and lets go of its value then', async () => {
    expect((await undo({})).sent).toEqual([removed, forgotten]);
    expect((await undo({ kept: [{ ...current(), about: { keyId: 'new' } }] })).sent).toEqual([
      removed,
      forgotten,
    ]);
  });

  it('brings back the value of the one it had replaced, in place of its own', async () => {
    expect((await undo({ kept: [current(), previous] })).sent).toEqual([removed, ...broughtBack]);
  });

  it('lets go of its own where the value before it was handed over', async () => {
    const handedOver = { ...previous, value: undefined };
    expect((await undo({ kept: [current(), handedOver] })).sent).toEqual([removed, forgotten]);
  });

  it('stays where the one before it is gone, for then the vendor has no other', async () => {
    expect(await undo({ kept: [current(), previous], stands: ['new'] })).toEqual({
      left: { left: 'The new client secret, because the one before it is gone' },
      sent: [],
    });
  });

  it('goes where the application itself is gone, whatever it replaced', async () => {
    expect((await undo({ kept: [current(), previous], gone: true })).sent).toEqual([removed, ...broughtBack]);
  });

  it('does not ask what another one that is held has replaced', async () => {
    const newer = current({ keyId: 'newer' });
    expect((await undo({ kept: [newer, previous], stands: ['new'] })).sent).toEqual([removed, forgotten]);
  });

  it('of one whose value was lost, lets go of nothing', async () => {
    expect((await undo({ kept: [current(), previous], made: { handle: undefined } })).sent).toEqual([
      removed,
    ]);
  });

  it.each([
    ['a removal', { kind: 'removed-password' }],
    ['a receipt without an application', { of: undefined }],
  ])('sends nothing for %s', async (_what, made) => {
    expect((await undo({ made })).sent).toEqual([]);
  });
});
