import { describe, expect, it } from 'vitest';
import { carriedBy, withoutSecrets } from './carried-secrets.ts';
import { echoes, form, heardBack, kinds, login, shownForms } from './echoed-secrets.spec-kit.ts';
import { exchange } from './exchange.ts';

describe.each(kinds)('%s', (_kind, wanted, headers, value) => {
  it.each(echoes)('that is repeated %s is cut out of what failed', async (_how, echo) => {
    const all = await heardBack(wanted, headers, echo(value));
    expect(all).toContain('[removed]');
    expect(shownForms(value).filter((form) => all.includes(form))).toEqual([]);
    // Planted: without the cut it is there.
    const planted = Object.values(echo(value)).join('\n');
    expect(shownForms(value).filter((form) => planted.includes(form))).not.toEqual([]);
  });

  it('is not kept by an error on the way', async () => {
    const broken = async () => {
      throw Object.assign(new TypeError(`fetch failed: ${value} ${wanted.url}`), { code: 'ECONNRESET' });
    };
    const reply = await exchange(
      broken,
      1_000,
      { method: 'POST', ...wanted },
      new Headers(headers),
      undefined,
    );
    expect('cause' in reply && String((reply.cause as Error).message).includes(value)).toBe(false);
    expect('cause' in reply && String(reply.cause)).toContain('ECONNRESET');
  });
});

describe('what nobody here sent', () => {
  it.each([
    `https://x/run?sp=%2F&sig=${'S'.repeat(43)}`,
    `https%3A%2F%2Fx%3Fsig%3D${'S'.repeat(43)}`,
    `{"u":"https://x?sig\\u003d${'S'.repeat(43)}"}`,
    `AccountKey=${'S'.repeat(86)}==`,
    `key ${'S'.repeat(86)}==`,
    `-----BEGIN PRIVATE KEY-----\n${'S'.repeat(64)}\n-----END PRIVATE KEY-----`,
    `-----BEGIN RSA PRIVATE KEY-----\n${'S'.repeat(64)}`,
    `Authorization: Basic ${'S'.repeat(24)}`,
    `Bearer ${'S'.repeat(24)}`,
    `token 0.A${'S'.repeat(60)}`,
    `eyJ${'S'.repeat(20)}.${'S'.repeat(20)}.${'S'.repeat(20)}`,
  ])('and looks like a secret is cut out too: %s', (text) => {
    expect(withoutSecrets(text, [])).not.toMatch(/S{16}/u);
  });

  it('and is none stays as it was said', () => {
    const said =
      "AADSTS700016: Application with identifier '6731de76-14a6-49ae-97bc-6eba6914391e' was not found. Trace ID: 0f3c. Basic authentication is off. The bearer token has expired.";
    expect(
      withoutSecrets(
        said,
        carriedBy(
          { url: login, body: form({ client_id: '6731de76-14a6-49ae-97bc-6eba6914391e', scope: 'x' }) },
          new Headers(),
        ),
      ),
    ).toBe(said);
  });
});
