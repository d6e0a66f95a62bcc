import { virtualClock } from '@sentinel-onboarding/practice/values';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import { clouds } from '../http/clouds.ts';
import { MicrosoftError } from '../problems/problems.ts';
import { graph } from './graph.ts';
import { network, type Sending } from './network.ts';

const asPerson: Sending = { identity: 'person', token: () => Promise.resolve(new Secret('t0ken')) };
const me = 'https://graph.microsoft.com/v1.0/me';
const throttled = (headers: Record<string, string>) =>
  Response.json({ error: { code: 'TooManyRequests', message: 'slow' } }, { status: 429, headers });

/** A network on a clock of its own, whose answers are told by when they are asked for, in seconds. */
function busy(answer: (at: number, request: Request) => Response | Promise<Response>, chance = () => 0) {
  const clock = virtualClock();
  const began = clock.now();
  const asked: { readonly at: number; readonly path: string }[] = [];
  const wire = network({
    fetch: async (request) => {
      const at = (clock.now() - began) / 1000;
      asked.push({ at, path: new URL(request.url).pathname });
      return await answer(at, request);
    },
    cloud: clouds.public,
    now: () => new Date(clock.now()).toISOString(),
    sleep: (seconds) => clock.sleep(seconds * 1000),
    chance,
  });
  const at = () => asked.map((each) => each.at);
  return { wire, asked, at, clock };
}

describe('what Microsoft asked to wait', () => {
  it('is waited for by whoever asks the same next, also after the one who was told gave up', async () => {
    const { wire, at } = busy((now) => (now < 330 ? throttled({ 'retry-after': '110' }) : Response.json({})));
    const first = await wire.send({ method: 'GET', url: me }, asPerson).catch((error: unknown) => error);
    expect(first).toBeInstanceOf(MicrosoftError);
    expect((first as MicrosoftError).problem.code).toBe('throttled');
    expect(at()).toEqual([0, 110, 220]);
    await wire.send({ method: 'GET', url: `${me}?$select=id` }, asPerson);
    expect(at()).toEqual([0, 110, 220, 330]);
  });

  it('holds a write back as well, which then is known not to have left where it takes too long', async () => {
    const { wire, asked } = busy(() => throttled({ 'retry-after': '1000' }));
    const send = () =>
      wire.send({ method: 'POST', url: me, body: '{}' }, asPerson).catch((error: unknown) => error);
    const errors = [await send(), await send()] as MicrosoftError[];
    expect(errors.map(({ outcome }) => outcome)).toEqual(['throttled', 'throttled']);
    expect(errors.map(({ retryAfter }) => retryAfter)).toEqual([1000, 1000]);
    expect(asked).toHaveLength(1);
  });

  it('is waited for between the looks at a long operation', async () => {
    const { wire, at } = busy((now) =>
      now === 0
        ? new Response(null, { status: 202, headers: { 'retry-after': '15', location: me } })
        : Response.json({}),
    );
    await wire.send({ method: 'PUT', url: 'https://management.azure.com/x', body: '{}' }, asPerson);
    await wire.send({ method: 'GET', url: me }, asPerson);
    expect(at()).toEqual([0, 15]);
  });

  it('is read by the clock of who asks, where a date is given and ours is wrong', async () => {
    const theirs = new Date('2030-01-01T00:00:00Z');
    const later = new Date(theirs.getTime() + 7000).toUTCString();
    const { wire, at } = busy((now) =>
      now < 7 ? throttled({ 'retry-after': later, date: theirs.toUTCString() }) : Response.json({}),
    );
    await wire.send({ method: 'GET', url: me }, asPerson);
    expect(at()).toEqual([0, 7]);
  });

  it('is never cut short by chance, which only adds to it', async () => {
    for (const [chance, expected] of [
      [0, 40],
      [1, 50],
    ] as const) {
      const answer = (now: number) => (now < 40 ? throttled({ 'retry-after': '40' }) : Response.json({}));
      const { wire, at } = busy(answer, () => chance);
      await wire.send({ method: 'GET', url: me }, asPerson);
      expect(at()).toEqual([0, expected]);
    }
  });

  it('goes on as long as it may be waited for, however often it is asked', async () => {
    const { wire, at } = busy((now) => (now < 100 ? throttled({ 'retry-after': '7' }) : Response.json({})));
    await wire.send({ method: 'GET', url: me }, asPerson);
    expect(at()).toHaveLength(16);
  });
});

describe('what is read together', () => {
  const paths = ['/a', '/b', '/c'];
  /** A Graph that answers each path of a `$batch` as told. */
  const reading = (item: (path: string, at: number) => object) => {
    const around = busy(async (at, request) => {
      const sent = (await request.json()) as { requests: { id: string; url: string }[] };
      around.paths.push(sent.requests.map(({ url }) => url));
      const responses = sent.requests.map(({ id, url }) => ({ id, ...item(url, at) }));
      return Response.json({ responses });
    }) as ReturnType<typeof busy> & { paths: string[][] };
    around.paths = [];
    const entra = graph({ network: around.wire, identity: 'person', token: async () => new Secret('t') });
    const read = (path: string) => entra.get(path, { what: 'look' });
    return { ...around, read };
  };
  const good = (path: string) => ({ status: 200, body: { path } });

  it.each([
    ['429 with a time', { status: 429, headers: { 'Retry-After': '9' }, body: {} }, 9],
    ['500', { status: 500, body: { error: { code: 'InternalServerError', message: 'x' } } }, 1],
    ['504', { status: 504, body: { error: { code: 'GatewayTimeout', message: 'x' } } }, 1],
    ['a 200 without a body', { status: 200 }, 1],
    ['a page of a portal', { status: 200, body: '<html>' }, 1],
    ['no answer of its own', { id: 'somebody else’s' }, 1],
  ])('asks for the one again that met %s, and for no other', async (_, met, after) => {
    const {
      read,
      at,
      paths: sent,
    } = reading((path, now) => (path === '/b' && now < after ? met : good(path)));
    expect(await Promise.all(paths.map(read))).toEqual(paths.map((path) => ({ path })));
    expect(sent[0]).toEqual(paths);
    expect(sent[1]).toEqual(['/b']);
    expect([at().length, at()[1] ?? 0]).toEqual([2, expect.closeTo(after, 0)]);
  });

  it('says of the one what it met where it stays', async () => {
    const { read } = reading((path) => (path === '/b' ? { status: 200 } : good(path)));
    const [a, b, c] = await Promise.allSettled(paths.map(read));
    expect([a?.status, c?.status]).toEqual(['fulfilled', 'fulfilled']);
    const { reason } = b as PromiseRejectedResult;
    expect((reason as MicrosoftError).problem.code).toBe('answer-not-understood');
  });
});
