import { describe, expect, it } from 'vitest';
import type { Application } from '../../microsoft/contract/microsoft.ts';
import {
  after,
  answering,
  applicationOf,
  begunOf,
  intent,
  operation,
  toolsOf,
} from '../catalogue/tools.spec-kit.ts';
import { marker } from './our-application.ts';
import { registerApplication } from './register-application.step.ts';

const of = { vendor: 'Dropzone AI', key: 'dropzone', name: 'Dropzone' };
const step = registerApplication({ ...of, existing: '' });
const adopting = registerApplication({ ...of, existing: 'client' });
/** Names of ours hold the first 13 characters. */
const uuidFor = (name: string) =>
  name === 'dropzone|Dropzone' ? '01234567-89ab-5cde-8f01-23456789abcd' : name;
const uniqueName = (generation: number) => `sentinel-onboarding-dropzone-01234567-89ab-g${generation}`;
const mark = `sentinel-onboarding-by-${operation}`;
const principalOf = (createdAt = intent, appId = 'client') => ({
  id: 'sp',
  appId,
  displayName: 'Dropzone',
  accountEnabled: true,
  createdAt,
  appRoles: [],
});

describe('register-application, after it was cut off', () => {
  const [application, principal] = step.foresee({}).map((change) => begunOf(change));
  const recognized = (begun: typeof application, seen: object) =>
    begun &&
    step.recognize?.(
      begun,
      { application: undefined, servicePrincipal: undefined, ...seen } as never,
      {
        rights: undefined,
      } as never,
    );
  const marked = (part: Partial<Application> = {}) => applicationOf({ tags: [marker, mark], ...part });

  it('an application that bears the mark of the operation and was born then is ours', () => {
    expect(recognized(application, { application: marked() })).toMatchObject({
      receipt: { made: { kind: 'application', id: 'object', of: 'client' }, owned: true },
    });
  });

  it.each([
    ['without any tag', { tags: [] }],
    ['with our tag alone', { tags: [marker] }],
    ['with the mark of another operation', { tags: [marker, 'sentinel-onboarding-by-99999999'] }],
    ['with our mark, which an upsert wrote on one that stood', { createdAt: after(-60_000) }],
    ['with our mark, made again by somebody later', { createdAt: after(600_000) }],
    ['with our mark and no birth', { createdAt: '' }],
  ])('an application %s is not ours', (_what, part) => {
    expect(recognized(application, { application: marked(part) })).toBe('not-ours');
  });

  it('where there is none it never happened, whatever service principal is there', () => {
    expect(recognized(application, { servicePrincipal: principalOf() })).toBe('never-happened');
  });

  it.each([
    [
      'born then is ours',
      intent,
      { receipt: { made: { kind: 'service-principal', id: 'sp', of: 'client' }, owned: true } },
    ],
    ['from before is not', after(-60_000), 'not-ours'],
    ['of unknown birth is not', '', 'not-ours'],
  ])('a service principal %s', (_what, createdAt, expected) => {
    const seen = { application: applicationOf(), servicePrincipal: principalOf(createdAt) };
    expect(recognized(principal, seen)).toEqual(expected);
  });

  it('without its application or itself, no service principal was made', () => {
    expect(recognized(principal, { servicePrincipal: principalOf() })).toBe('never-happened');
    expect(recognized(principal, { application: applicationOf() })).toBe('never-happened');
  });
});

describe('whose an application is', () => {
  const ours = (part: Partial<Application> = {}) =>
    applicationOf({ tags: [marker], uniqueName: uniqueName(1), ...part });
  const whose = (standing: Application | undefined, made: object = {}) => {
    const byObjectId = answering(standing ? { object: standing } : {});
    const { tools } = toolsOf({ uuidFor, answers: { applications: { byObjectId } } });
    const receipt = { made: { kind: 'application', id: 'object', of: 'client', ...made }, owned: true };
    return step.whose?.(receipt, tools);
  };

  it.each([1, 2, 20])('ours bears our tag and the name of generation %i', async (generation) => {
    expect(await whose(ours({ uniqueName: uniqueName(generation), displayName: 'Renamed' }))).toEqual({
      is: 'ours',
      what: 'Renamed',
    });
  });

  it.each([
    ['without our tag', { tags: ['sentinel'] }],
    ['without a name', { uniqueName: undefined }],
    ['of a generation before the first', { uniqueName: uniqueName(0) }],
    ['of a generation after the last', { uniqueName: uniqueName(21) }],
    ['of another recipe', { uniqueName: 'sentinel-onboarding-other-01234567-89ab-g1' }],
    ['with another client id than the receipt says', { appId: 'another' }],
  ])('one %s is not', async (_what, part) => {
    expect(await whose(ours(part))).toEqual({ is: 'not-ours' });
  });

  it('one that is not there is gone', async () => {
    expect(await whose(undefined)).toEqual({ is: 'gone' });
  });
});

describe('whose a service principal is', () => {
  const whose = (which: typeof step, appId: string | undefined, application?: Application) => {
    const byId = answering(appId ? { sp: principalOf(intent, appId) } : {});
    const byAppId = answering(application ? { client: application } : {});
    const { tools } = toolsOf({
      uuidFor,
      answers: { servicePrincipals: { byId }, applications: { byAppId } },
    });
    return which.whose?.({ made: { kind: 'service-principal', id: 'sp', of: 'client' }, owned: true }, tools);
  };

  it.each([
    ['gone', 'gone', undefined, undefined],
    ['of an application of ours', 'ours', 'client', applicationOf({ uniqueName: uniqueName(3) })],
    [
      'of an application with a name of its own',
      'not-ours',
      'client',
      applicationOf({ uniqueName: 'theirs' }),
    ],
    ['of an application that is gone', 'not-ours', 'client', undefined],
  ])('%s: %s', async (_what, is, appId, application) => {
    expect(await whose(step, appId, application)).toEqual({ is });
  });

  it('where an application was adopted, that of the adopted one is ours and no other', async () => {
    expect(await whose(adopting, 'client')).toEqual({ is: 'ours' });
    expect(await whose(adopting, 'another')).toEqual({ is: 'not-ours' });
  });
});

describe('undoing a registration', () => {
  const undo = async (application: Application | undefined, receipt: { owned: boolean; of?: string }) => {
    const byAppId = answering(application ? { client: application } : {});
    const { tools, sent } = toolsOf({ answers: { applications: { byAppId } } });
    const { owned, of = 'client' } = receipt;
    const left = await step.undo?.({ made: { kind: 'application', id: 'old-object', of }, owned }, tools);
    return { left, sent };
  };
  const deleted = [['applications.delete', 'object']];

  it('deletes the application that bears our tag, by the id it has now', async () => {
    expect(await undo(applicationOf({ tags: [marker] }), { owned: true })).toEqual({
      left: undefined,
      sent: deleted,
    });
  });

  it('leaves one that lost our tag, and says which', async () => {
    const { left, sent } = await undo(applicationOf(), { owned: true });
    expect(left).toEqual({ left: 'The application Dropzone, which this program did not make' });
    expect(sent).toEqual([]);
  });

  it('deletes one that never bore it, whose removal was confirmed by name', async () => {
    expect((await undo(applicationOf(), { owned: false })).sent).toEqual(deleted);
  });

  it.each([
    ['is gone', undefined, 'client'],
    ['the receipt does not name', applicationOf({ tags: [marker] }), ''],
  ])('sends nothing for one that %s', async (_what, application, of) => {
    expect(await undo(application, { owned: true, of })).toEqual({ left: undefined, sent: [] });
  });
});

describe('undoing a service principal', () => {
  const undo = async (which: typeof step, consents: number) => {
    const granted = async () =>
      Array.from({ length: consents }, () => ({ id: 'g', createdAt: '', resourceId: '', appRoleId: '' }));
    const { tools, sent } = toolsOf({ answers: { consent: { granted } } });
    const left = await which.undo?.(
      { made: { kind: 'service-principal', id: 'sp', of: 'client' }, owned: true },
      tools,
    );
    return { left, sent };
  };
  const deleted = { left: undefined, sent: [['servicePrincipals.delete', 'sp']] };

  it('deletes it, with whatever it was given', async () => {
    expect(await undo(step, 1)).toEqual(deleted);
  });

  it('of an adopted application, leaves it once others have consented, and deletes it otherwise', async () => {
    expect(await undo(adopting, 1)).toEqual({
      left: { left: "The application's service principal, because others have given it consent" },
      sent: [],
    });
    expect(await undo(adopting, 0)).toEqual(deleted);
  });
});

describe('what stands of a registration', () => {
  const standing = (application: object | undefined) => step.stands?.({ application } as never, {} as never);

  it('is the application by its name now, ours where it bears our tag', () => {
    const found = applicationOf({ displayName: 'Renamed', tags: [marker] });
    expect(standing(found)).toMatchObject([
      {
        change: { verb: 'create', what: 'Renamed' },
        receipt: { made: { kind: 'application' }, owned: true },
      },
    ]);
    expect(standing({ ...found, tags: [] })).toMatchObject([{ receipt: { owned: false } }]);
  });

  it('is nothing where there is none', () => {
    expect(standing(undefined)).toEqual([]);
  });
});
