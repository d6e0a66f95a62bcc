import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import { clouds } from '../http/clouds.ts';
import type { Fetch } from '../http/exchange.ts';
import { MicrosoftError } from '../problems/problems.ts';
import { graph } from './graph.ts';
import { network, type RequestLine } from './network.ts';

const doing = { what: 'read something', role: 'Directory Readers' };

interface Item {
  readonly id: string;
  readonly url: string;
}

/** Graph over a function that answers; what it was asked and how long was waited is kept. */
function graphOver(answer: (request: Request, body: string) => Response | Promise<Response>) {
  const asked: string[] = [];
  const slept: number[] = [];
  const lines: RequestLine[] = [];
  let tokens = 0;
  const fetch: Fetch = async (request) => {
    const body = await request.text();
    asked.push(`${request.method} ${request.url.replace('https://graph.microsoft.com/v1.0', '')}`);
    return await answer(request, body);
  };
  const wire = network({
    fetch,
    cloud: clouds.public,
    sleep: (seconds) => {
      slept.push(seconds);
      return Promise.resolve();
    },
    onRequest: (line) => lines.push(line),
    now: () => '2026-11-22T10:00:00Z',
    chance: () => 0,
  });
  const token = () => {
    tokens += 1;
    return Promise.resolve(new Secret('t0ken'));
  };
  return {
    entra: graph({ network: wire, identity: 'person', token }),
    asked,
    slept,
    lines,
    tokens: () => tokens,
  };
}

const itemsIn = (body: string) => (JSON.parse(body) as { requests: readonly Item[] }).requests;
const batchOf = (answers: readonly object[]) => Response.json({ responses: answers });
const refusal = async (work: Promise<unknown>) => {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MicrosoftError);
  return error as MicrosoftError;
};

describe('reads of one moment', () => {
  const echo = (_: Request, body: string) =>
    body === ''
      ? Response.json({ single: true })
      : batchOf(
          itemsIn(body)
            .map(({ id, url }) => ({ id, status: 200, body: { url } }))
            .toReversed(),
        );

  it('go alone where there is one', async () => {
    const { entra, asked } = graphOver(echo);
    expect(await entra.get('/me', doing)).toEqual({ single: true });
    expect(asked).toEqual(['GET /me']);
  });

  it('go together where there are several, and each gets its own answer whatever their order', async () => {
    const { entra, asked } = graphOver(echo);
    const answers = await Promise.all(['/a', '/b', '/c'].map((path) => entra.get(path, doing)));
    expect(answers).toEqual([{ url: '/a' }, { url: '/b' }, { url: '/c' }]);
    expect(asked).toEqual(['POST /$batch']);
  });

  it('go by twenties', async () => {
    const { entra, asked } = graphOver(echo);
    const paths = Array.from({ length: 45 }, (_, index) => `/item/${index}`);
    const answers = await Promise.all(paths.map((path) => entra.get(path, doing)));
    expect(answers).toEqual(paths.map((url) => ({ url })));
    expect(asked).toEqual(['POST /$batch', 'POST /$batch', 'POST /$batch']);
  });

  it('are one where they are the same, but not across a write', async () => {
    const { entra, asked } = graphOver((request, body) =>
      request.method === 'PATCH' ? new Response(null, { status: 204 }) : echo(request, body),
    );
    const [one, two] = await Promise.all([entra.get('/me', doing), entra.get('/me', doing)]);
    expect(one).toBe(two);
    const before = entra.get('/me', doing);
    const write = entra.write('PATCH', '/me', doing, { body: {} });
    const during = entra.get('/me', doing);
    await Promise.all([before, write, during]);
    await entra.get('/me', doing);
    expect(asked.filter((each) => each === 'PATCH /me')).toHaveLength(1);
    expect(during).not.toBe(before);
  });

  it('fail one by one, each with its own reason and request id', async () => {
    const { entra } = graphOver((_, body) =>
      batchOf(
        itemsIn(body).map(({ id, url }) =>
          url === '/refused'
            ? {
                id,
                status: 403,
                body: {
                  error: {
                    code: 'Authorization_RequestDenied',
                    message: 'no',
                    innerError: { 'request-id': 'r-77' },
                  },
                },
              }
            : { id, status: 200, body: { url } },
        ),
      ),
    );
    const [good, lost] = await Promise.all([
      entra.get('/good', doing),
      refusal(entra.get('/refused', { what: 'look closely', role: 'Directory Readers' })),
    ]);
    expect(good).toEqual({ url: '/good' });
    expect(lost.problem).toMatchObject({
      code: 'entra-role-missing',
      title: 'Cannot look closely',
      trace: { request: expect.stringContaining('r-77') },
    });
  });

  it('wait one by one where they are throttled', async () => {
    let rounds = 0;
    const { entra, asked, slept } = graphOver((_, body) => {
      rounds += 1;
      return batchOf(
        itemsIn(body).map(({ id, url }) =>
          url === '/busy' && rounds === 1
            ? {
                id,
                status: 429,
                headers: { 'Retry-After': '9' },
                body: { error: { code: 'TooManyRequests', message: 'x' } },
              }
            : { id, status: 200, body: { url, rounds } },
        ),
      );
    });
    const [calm, busy] = await Promise.all([entra.get('/calm', doing), entra.get('/busy', doing)]);
    expect(calm).toEqual({ url: '/calm', rounds: 1 });
    expect(busy).toEqual({ url: '/busy', rounds: 2 });
    expect([asked.length, slept]).toEqual([2, [9]]);
  });

  it('say so where the answer leaves one out', async () => {
    const { entra } = graphOver((_, body) =>
      batchOf(itemsIn(body).flatMap(({ id, url }) => (url === '/a' ? [{ id, status: 200, body: {} }] : []))),
    );
    const [first, second] = await Promise.all([
      entra.get('/a', doing),
      entra.get('/b', doing).catch((error: unknown) => error),
    ]);
    expect(first).toEqual({});
    expect(second).toMatchObject({ problem: { code: 'answer-not-understood' } });
  });

  it('all fail where the batch does', async () => {
    const { entra } = graphOver(() => new Response('<html>', { status: 200 }));
    const both = await Promise.all(
      ['/a', '/b'].map((path) => refusal(entra.get(path, { what: `read ${path}` }))),
    );
    expect(both.map(({ problem }) => problem.title)).toEqual(['Cannot read /a', 'Cannot read /b']);
  });
});

describe('collections', () => {
  const root = 'https://graph.microsoft.com/v1.0';
  const paged = (link: (page: number) => string | undefined) => {
    let page = 0;
    return () => {
      page += 1;
      const next = link(page);
      return Response.json({ value: [page], ...(next === undefined ? {} : { '@odata.nextLink': next }) });
    };
  };

  it('are read to their last page', async () => {
    const { entra, asked } = graphOver(
      paged((page) => (page < 3 ? `${root}/things?$skiptoken=${page}` : undefined)),
    );
    expect(await entra.list('/things', doing)).toEqual([1, 2, 3]);
    expect(asked).toEqual(['GET /things', 'GET /things?$skiptoken=1', 'GET /things?$skiptoken=2']);
  });

  it.each([
    'https://evil.example/v1.0/things?$skiptoken=1',
    'https://graph.microsoft.com.evil.example/v1.0/things',
    'http://graph.microsoft.com/v1.0/things',
  ])('never follow a page to %s', async (next) => {
    const { entra, asked, tokens } = graphOver(paged(() => next));
    const error = await refusal(entra.list('/things', doing));
    expect(error.problem.code).toBe('foreign-address');
    expect([asked.length, tokens()]).toEqual([1, 1]);
  });

  it('end where they go in circles', async () => {
    const { entra, asked } = graphOver(() =>
      Response.json({ value: [1], '@odata.nextLink': `${root}/things?$skiptoken=1` }),
    );
    expect((await refusal(entra.list('/things', doing))).problem.code).toBe('answer-not-understood');
    expect(asked).toHaveLength(2);
  });
});

describe('writes', () => {
  it('go one after another on the same object, in the order they came, and beside each other on others', async () => {
    const events: string[] = [];
    const { entra } = graphOver(() => new Response(null, { status: 204 }));
    const work = (object: string, name: string) =>
      entra.inTurn(object, async () => {
        events.push(`${name} begins`);
        await entra.write('PATCH', `/applications/${object}`, doing, { body: {} });
        events.push(`${name} ends`);
      });
    await Promise.all([work('a', 'first'), work('a', 'second'), work('b', 'other')]);
    expect(events.indexOf('first ends')).toBeLessThan(events.indexOf('second begins'));
    expect(events.indexOf('other begins')).toBeLessThan(events.indexOf('first ends'));
  });

  it('let the next have its turn where one fails', async () => {
    const { entra } = graphOver(() =>
      Response.json({ error: { code: 'Request_BadRequest', message: 'x' } }, { status: 400 }),
    );
    const failed = entra.inTurn('a', () => entra.write('POST', '/x', doing, { body: {} }));
    const next = entra.inTurn('a', () => Promise.resolve('done'));
    expect((await refusal(failed)).outcome).toBe('rejected');
    expect(await next).toBe('done');
  });

  it('are never put into a batch, and a POST is never sent twice', async () => {
    const { entra, asked } = graphOver(() =>
      Response.json({ error: { code: 'x', message: 'y' } }, { status: 503 }),
    );
    const both = await Promise.all([
      refusal(entra.write('POST', '/a', doing, { body: {} })),
      refusal(entra.write('POST', '/b', doing, { body: {} })),
    ]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['indeterminate', 'indeterminate']);
    expect(asked.toSorted()).toEqual(['POST /a', 'POST /b']);
  });
});
