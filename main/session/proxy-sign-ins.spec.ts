import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import type { ProxyQuestion } from '../../preload/contract.ts';
import { proxySignIns } from './proxy-sign-ins.ts';

const challenge = {
  isProxy: true,
  scheme: 'basic',
  host: 'proxy.contoso.com',
  port: 3128,
  realm: 'Contoso',
};
const wrong = { userName: 'ada', password: new Secret('wrong') };
const right = { userName: 'ada', password: new Secret('right') };

function asking() {
  const asked: ProxyQuestion[] = [];
  const proxies = proxySignIns((question) => void asked.push(question));
  /** Lets what was answered reach whoever waits for it. */
  const settled = () => new Promise((done) => setImmediate(done));
  return { asked, proxies, settled };
}

describe('a proxy that wants a sign-in', () => {
  it('is asked about once, and answered by itself from then on', async () => {
    const { asked, proxies, settled } = asking();
    const first = proxies.ofRequest()(challenge);
    const second = proxies.ofRequest()(challenge);
    await settled();
    expect(asked).toEqual([
      { proxy: 'proxy.contoso.com:3128', realm: 'Contoso', basic: true, refused: false },
    ]);
    proxies.answer(right);
    expect([await first, await second]).toEqual([right, right]);
    expect(await proxies.ofRequest()(challenge)).toBe(right);
    expect(asked).toHaveLength(1);
  });

  it('is asked about again if it refuses what was entered, and that is said', async () => {
    const { asked, proxies, settled } = asking();
    const one = proxies.ofRequest();
    const other = proxies.ofRequest();
    const firsts = [one(challenge), other(challenge)];
    await settled();
    proxies.answer(wrong);
    await Promise.all(firsts);
    const again = one(challenge);
    await settled();
    expect(asked.map(({ refused }) => refused)).toEqual([false, true]);
    proxies.answer(right);
    expect(await again).toBe(right);
    // Refused as well, but only what was entered before: the newer one is tried unasked.
    expect(await other(challenge)).toBe(right);
    expect(asked).toHaveLength(2);
  });

  it('gets nothing if the person cancels, and the next request asks again', async () => {
    const { asked, proxies, settled } = asking();
    const first = proxies.ofRequest()(challenge);
    await settled();
    proxies.answer(undefined);
    expect(await first).toBeUndefined();
    const next = proxies.ofRequest()(challenge);
    await settled();
    expect(asked.map(({ refused }) => refused)).toEqual([false, false]);
    proxies.answer(right);
    expect(await next).toBe(right);
  });

  it.each([
    ['host', { host: 'other.contoso.com' }],
    ['port', { port: 8080 }],
    ['realm', { realm: 'Another' }],
    ['scheme', { scheme: 'ntlm' }],
  ])('never gets what was entered for another %s', async (_what, other) => {
    const { asked, proxies, settled } = asking();
    const first = proxies.ofRequest()(challenge);
    await settled();
    proxies.answer(right);
    await first;
    const theirs = proxies.ofRequest()({ ...challenge, ...other });
    await settled();
    expect(asked).toHaveLength(2);
    proxies.answer(undefined);
    expect(await theirs).toBeUndefined();
    expect(await proxies.ofRequest()(challenge)).toBe(right);
  });

  it('waits its turn while another is asked about', async () => {
    const { asked, proxies, settled } = asking();
    const first = proxies.ofRequest()(challenge);
    const second = proxies.ofRequest()({ ...challenge, port: 8080 });
    const joined = proxies.ofRequest()(challenge);
    const third = proxies.ofRequest()({ ...challenge, port: 9090 });
    for (const port of [3128, 8080, 9090]) {
      await settled();
      expect(asked.at(-1)?.proxy).toBe(`proxy.contoso.com:${port}`);
      proxies.answer({ userName: String(port), password: new Secret('x') });
    }
    expect((await Promise.all([first, joined, second, third])).map((given) => given?.userName)).toEqual([
      '3128',
      '3128',
      '8080',
      '9090',
    ]);
    expect(asked).toHaveLength(3);
  });

  it('has its own words shown as data, on one line and not without end', async () => {
    const { asked, proxies, settled } = asking();
    void proxies.ofRequest()({ ...challenge, realm: `\u202eContoso\n${'x'.repeat(5000)}` });
    await settled();
    expect(asked[0]?.realm).toMatch(/^\\u\{202e\}Contoso\\u\{a\}x+…$/u);
    expect(asked[0]?.realm).toHaveLength(120);
  });

  it('is not answered unasked, and an answer that comes late changes nothing', async () => {
    const { asked, proxies, settled } = asking();
    proxies.answer(right);
    const first = proxies.ofRequest()(challenge);
    await settled();
    expect(asked).toHaveLength(1);
    proxies.answer(wrong);
    proxies.answer(right);
    expect(await first).toBe(wrong);
    expect(await proxies.ofRequest()(challenge)).toBe(wrong);
  });
});
