import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import type { HeldSecret } from '../../engine/model/step.ts';
import type { KeyCredential } from '../../microsoft/contract/microsoft.ts';
import {
  after,
  answering,
  applicationOf,
  begunOf,
  intent,
  operation,
  toolsOf,
} from '../catalogue/tools.spec-kit.ts';
import { createCertificate, keyHandleOf, previousKeyHandleOf } from './create-certificate.step.ts';
import { credentialName } from './made-credential.ts';

const step = createCertificate({ months: 6, subject: 'CN=Dropzone' });
const handle = keyHandleOf('client');
const listed = (of: Partial<KeyCredential> = {}): KeyCredential => ({
  keyId: 'key',
  displayName: credentialName(operation),
  startDateTime: intent,
  endDateTime: '2027-05-22T10:00:00Z',
  certificate: 'MII',
  thumbprint: 'AB12',
  ...of,
});
const made = { kind: 'certificate', id: 'AB12', of: 'object', handle };
const held = (about: Record<string, string> = {}): HeldSecret => ({
  handle,
  value: new Secret('new key'),
  about: { thumbprint: 'AB12', operation, ...about },
});

describe('a certificate of a run that was cut off', () => {
  const recognized = (
    certificates: readonly KeyCredential[],
    key: HeldSecret | undefined,
    at = after(60_000),
  ) =>
    step.recognize?.(
      begunOf({}),
      { certificates, held: key, handle, at } as never,
      {
        application: 'object',
      } as never,
    );
  const receipt = { made, owned: true };

  it('is the one whose key is held here, by its thumbprint', () => {
    expect(recognized([listed({ thumbprint: 'CD34' }), listed()], held())).toEqual({ receipt });
  });

  it('is known by its name where Entra left the certificate out', () => {
    const short = { certificate: '', thumbprint: '' };
    expect(recognized([listed(short)], held())).toEqual({ receipt });
    expect(recognized([listed({ ...short, displayName: credentialName('another') })], held())).toBe(
      'never-happened',
    );
  });

  it('is not known by its name where the thumbprint is another', () => {
    expect(recognized([listed({ thumbprint: 'CD34' })], held())).toBe('never-happened');
  });

  it('is none of those whose key is elsewhere', () => {
    expect(recognized([listed()], undefined)).toBe('never-happened');
    expect(recognized([listed({ thumbprint: '' })], undefined)).toBe('never-happened');
  });

  it('may still appear within a minute, and no later', () => {
    expect(recognized([], held(), after(59_999))).toBe('still-open');
    expect(recognized([], held(), after(60_000))).toBe('never-happened');
  });
});

describe('whose a certificate is', () => {
  const whose = (of: { made?: object; displayName?: string } = {}) => {
    const { displayName = credentialName(operation) } = of;
    const standing = applicationOf({
      keyCredentials: [listed({ thumbprint: 'CD34' }), listed({ displayName })],
    });
    const byObjectId = answering({ object: standing, another: standing });
    const { tools } = toolsOf({
      given: { application: 'object' },
      answers: { applications: { byObjectId } },
    });
    return step.whose?.({ made: { ...made, ...of.made }, owned: true }, tools);
  };

  it('ours has a name that this program gives', async () => {
    expect(await whose()).toEqual({ is: 'ours' });
  });

  it.each([
    ['with a name of its own', { displayName: 'Ada, by hand' }],
    ['with a name that goes on after ours', { displayName: `${credentialName(operation)} of Ada` }],
    ['on another application than this', { made: { of: 'another' } }],
    ['that is no certificate', { made: { kind: 'retired-certificate' } }],
  ])('one %s is not', async (_what, of) => {
    expect(await whose(of)).toEqual({ is: 'not-ours' });
  });

  it.each([
    ['it is not listed', { id: 'EF56' }],
    ['its application is gone', { of: 'gone' }],
    ['the receipt names no application', { of: undefined }],
  ])('one is gone where %s', async (_what, part) => {
    expect(await whose({ made: part })).toEqual({ is: 'gone' });
  });
});

describe('undoing a certificate', () => {
  const value = new Secret('key before');
  const previous: HeldSecret = {
    handle: previousKeyHandleOf('client'),
    value,
    about: { thumbprint: 'CD34' },
  };
  const undo = async (of: { kept?: HeldSecret[]; stands?: string[]; made?: object; gone?: boolean }) => {
    const keyCredentials = (of.stands ?? ['old', 'new']).map((keyId) => listed({ keyId }));
    const byAppId = answering(of.gone ? {} : { client: applicationOf({ keyCredentials }) });
    const { tools, sent } = toolsOf({ kept: of.kept ?? [], answers: { applications: { byAppId } } });
    const left = await step.undo?.({ made: { ...made, ...of.made }, owned: true }, tools);
    return { left, sent };
  };
  const removed = ['applications.removeCertificate', 'object', 'AB12'];
  const forgotten = ['forget', handle];
  const broughtBack = [
    ['keep', handle, value, { thumbprint: 'CD34' }],
    ['forget', previousKeyHandleOf('client')],
  ];
  const rotated = held({ replaces: 'old' });

  it('removes it first and lets go of its key then', async () => {
    expect((await undo({})).sent).toEqual([removed, forgotten]);
    expect((await undo({ kept: [held()] })).sent).toEqual([removed, forgotten]);
  });

  it('brings back the key of the one it had replaced, in place of its own', async () => {
    expect((await undo({ kept: [rotated, previous] })).sent).toEqual([removed, ...broughtBack]);
  });

  it('lets go of its own where the key before it was handed over', async () => {
    expect((await undo({ kept: [rotated, { ...previous, value: undefined }] })).sent).toEqual([
      removed,
      forgotten,
    ]);
  });

  it('stays where the one before it is gone, for then the vendor has no other', async () => {
    expect(await undo({ kept: [rotated, previous], stands: ['new'] })).toEqual({
      left: { left: 'The new certificate, because the one before it is gone' },
      sent: [],
    });
  });

  it('goes where the application itself is gone, whatever it replaced', async () => {
    expect((await undo({ kept: [rotated, previous], gone: true })).sent).toEqual([removed, ...broughtBack]);
  });

  it('does not ask what another one whose key is held has replaced', async () => {
    const newer = held({ replaces: 'old', thumbprint: 'EF56' });
    expect((await undo({ kept: [newer, previous], stands: ['new'] })).sent).toEqual([removed, forgotten]);
  });

  it('of one without a handle, lets go of no key', async () => {
    expect((await undo({ kept: [rotated, previous], made: { handle: undefined } })).sent).toEqual([removed]);
  });

  it.each([
    ['one that was retired', { kind: 'retired-certificate' }],
    ['a receipt without an application', { of: undefined }],
  ])('sends nothing for %s', async (_what, part) => {
    expect((await undo({ made: part })).sent).toEqual([]);
  });
});
