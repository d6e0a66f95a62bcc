import { describe, expect, it } from 'vitest';
import type { Application, Redirect } from '../../microsoft/contract/microsoft.ts';
import { after, answering, applicationOf, begunOf, intent, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { restrictSignIn } from './restrict-sign-in.step.ts';

const step = restrictSignIn('https://vendor.example/end');
const uri = 'https://old.example/back';
const redirects: readonly Redirect[] = [{ kind: 'spa', uri }];

describe('restrict-sign-in, after it was cut off', () => {
  const recognized = (what: string, application: Application | undefined, at = intent) =>
    step.recognize?.(
      begunOf({ what }),
      { application, at, page: '' } as never,
      { application: 'object' } as never,
    );
  const done = (kind: string, id: string, lost?: string) => ({
    receipt: { made: { kind, id, of: 'object' }, owned: true, ...(lost ? { lost } : {}) },
  });
  const flows = 'Public client flows off';
  const address = `Single-page redirect address ${uri}`;

  it.each([
    ['the flows', flows, { publicClient: true }],
    ['the address', address, { redirects }],
    ['the audience', 'For this tenant only', { signInAudience: 'AzureADMultipleOrgs' }],
  ])('%s that stand as before were never changed', (_what, what, part) => {
    expect(recognized(what, applicationOf(part))).toBe('never-happened');
  });

  it('nothing was changed where the application is gone', () => {
    expect(recognized(flows, undefined)).toBe('never-happened');
  });

  it('flows that are off were on, whatever else is still open', () => {
    expect(recognized(flows, applicationOf({ redirects }))).toEqual(done('public-client', 'on'));
  });

  it.each([
    ['Web', 'web'],
    ['Single-page', 'spa'],
    ['Public client', 'publicClient'],
  ])('a %s address that is gone is known by kind and address', (spoken, kind) => {
    expect(recognized(`${spoken} redirect address ${uri}`, applicationOf())).toEqual(
      done('redirect', `${kind} ${uri}`),
    );
  });

  it('the same address of another kind is another one', () => {
    expect(recognized(address, applicationOf({ redirects: [{ kind: 'web', uri }] }))).toEqual(
      done('redirect', `spa ${uri}`),
    );
  });

  it.each(['https://old.example/\\u{202e}back', 'https://old.example/e…'])(
    '%s is only how an address was shown, so the address is lost',
    (shown) => {
      const what = `Web redirect address ${shown}`;
      expect(recognized(what, applicationOf())).toEqual(done('redirect', `web ${shown}`, what));
    },
  );

  it.each([flows, address])(
    '%s, seen only after ours could have arrived, is said and not opened again',
    (what) => {
      expect(recognized(what, applicationOf(), after(120_001))).toMatchObject({
        receipt: { owned: true, lost: what },
      });
    },
  );

  it('which tenants it was open to before is lost', () => {
    expect(recognized('For this tenant only', applicationOf())).toEqual(
      done('audience', '', 'Its audience before'),
    );
  });
});

describe('undoing a restricted sign-in', () => {
  const undo = async (kind: string, id: string, standing?: Partial<Application>) => {
    const byObjectId = answering(standing ? { object: applicationOf(standing) } : {});
    const { tools, sent } = toolsOf({ answers: { applications: { byObjectId } } });
    await step.undo?.({ made: { kind, id, of: 'object' }, owned: true }, tools);
    return sent;
  };

  it('puts back what was, and names nothing else', async () => {
    expect(await undo('public-client', 'on')).toEqual([['access.change', 'object', { publicClient: true }]]);
    expect(await undo('audience', 'AzureADMultipleOrgs')).toEqual([
      ['access.change', 'object', { signInAudience: 'AzureADMultipleOrgs' }],
    ]);
  });

  it('adds the address to those that stand, of its kind', async () => {
    const other: Redirect = { kind: 'web', uri };
    expect(await undo('redirect', `spa ${uri}`, { redirects: [other] })).toEqual([
      ['access.change', 'object', { redirects: [other, { kind: 'spa', uri }] }],
    ]);
  });

  it('keeps a blank inside an address', async () => {
    const odd = 'https://old.example/a b';
    expect(await undo('redirect', `spa ${odd}`, {})).toEqual([
      ['access.change', 'object', { redirects: [{ kind: 'spa', uri: odd }] }],
    ]);
  });

  it('sends nothing where it stands again, or its application is gone', async () => {
    expect(await undo('redirect', `spa ${uri}`, { redirects })).toEqual([]);
    expect(await undo('redirect', `spa ${uri}`)).toEqual([]);
  });
});

describe('an address that stands beside the one that was removed', () => {
  it('of the same kind is kept, and the one of the receipt comes back', async () => {
    const other: Redirect = { kind: 'spa', uri: 'https://other.example/back' };
    const byObjectId = answering({ object: applicationOf({ redirects: [other] }) });
    const { tools, sent } = toolsOf({ answers: { applications: { byObjectId } } });
    const made = { kind: 'redirect', id: `spa ${uri}`, of: 'object' };
    await step.undo?.({ made, owned: true }, tools);
    expect(sent).toEqual([['access.change', 'object', { redirects: [other, { kind: 'spa', uri }] }]]);
  });
});
