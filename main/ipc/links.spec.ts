import { describe, expect, it } from 'vitest';
import { clouds } from '../../microsoft/http/clouds.ts';
import { isConsentPage, isKnownPlace, mailAddress, sentWords } from './links.ts';

const problem = {
  code: 'x',
  remedies: [
    { do: 'open', label: 'Open', url: 'https://entra.microsoft.com/roles' },
    { do: 'open', label: 'Open', url: 'https://evil.example/roles' },
    { do: 'open', label: 'Open', url: 'http://learn.microsoft.com/plain' },
    { do: 'ask-someone', message: 'Hello Jonas' },
  ],
};

describe('an address is opened', () => {
  it('when main has sent it and its place is known', () => {
    const sent = sentWords();
    expect(sent.mayOpen('https://entra.microsoft.com/roles')).toBe(false);
    sent.note({ finding: { problem } });
    expect(sent.mayOpen('https://entra.microsoft.com/roles')).toBe(true);
  });

  it.each([
    'https://evil.example/roles',
    'http://learn.microsoft.com/plain',
    'https://entra.microsoft.com/other',
    'https://entra.microsoft.com.evil.example/roles',
    'https://entra.microsoft.com@evil.example/roles',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-settings:privacy',
    '\\\\server\\share',
  ])('but not %s', (url) => {
    const sent = sentWords();
    sent.note([problem]);
    expect(sent.mayOpen(url)).toBe(false);
  });

  it('also where a person authorizes an API connection, and at no host that only looks like one', () => {
    const page = 'https://logic-apis-westeurope.consent.azure-apim.net/login?data=x';
    expect([isKnownPlace(page), isConsentPage(page)]).toEqual([true, true]);
    for (const other of [
      'https://logic-apis-westeurope.consent.azure-apim.net.evil.example/login',
      'https://evil.example/logic-apis-westeurope.consent.azure-apim.net',
      'https://a.logic-apis-westeurope.consent.azure-apim.net/login',
      'not an address',
    ])
      expect([isKnownPlace(other), isConsentPage(other)], other).toEqual([false, false]);
  });

  it('at a known place only by its whole host', () => {
    expect(isKnownPlace('https://portal.azure.com/#view/x')).toBe(true);
    expect(isKnownPlace('https://portal.azure.com:8443/')).toBe(false);
    expect(isKnownPlace('https://azure.com/')).toBe(false);
  });

  it('in the portals of every cloud', () => {
    const portals = Object.values(clouds).flatMap(({ portal, entraPortal }) => [portal, entraPortal]);
    expect(portals.length).toBeGreaterThanOrEqual(4);
    expect(portals.filter((portal) => !isKnownPlace(portal))).toEqual([]);
  });
});

describe('what a file or a tenant says is offered by nobody', () => {
  const url = 'https://portal.azure.com/#view/x';
  it.each([
    ['a field of a profile', { ok: { profile: { form: { url }, proof: { url, message: 'Pay me' } } } }],
    ['a remedy inside a form', { form: { remedies: [{ do: 'open', label: 'x', url }] } }],
    ['a fact', { finding: { facts: { workspace: { url, learnMore: url, verificationUri: url } } } }],
    ['a name alone', { nested: { url, message: 'Pay me', verificationUri: url, learnMore: url } }],
    ['a remedy of another kind', { remedies: [{ do: 'retry', url, message: 'Pay me' }] }],
  ])('%s', (_what, sent) => {
    const words = sentWords();
    words.note(sent);
    expect([words.mayOpen(url), words.mayMail('Pay me')]).toEqual([false, false]);
  });

  it('and what the product offers beside it still is', () => {
    const words = sentWords();
    words.note({ profile: { url }, problem: { remedies: [{ do: 'open', label: 'x', url }] } });
    words.note({ shows: [{ show: 'text', text: 'x', learnMore: 'https://learn.microsoft.com/y' }] });
    expect([words.mayOpen(url), words.mayOpen('https://learn.microsoft.com/y')]).toEqual([true, true]);
  });
});

describe('a mail', () => {
  it('holds a message main has sent, and no other', () => {
    const sent = sentWords();
    sent.note(problem);
    expect(sent.mayMail('Hello Jonas')).toBe(true);
    expect(sent.mayMail('Hello Jonas, and more')).toBe(false);
  });

  it('cannot name a recipient or a header through its subject', () => {
    const address = mailAddress('Role\r\nBcc: all@contoso.com&cc=x', 'Line one\nLine two');
    expect(address).toBe(
      'mailto:?subject=Role%20Bcc%3A%20all%40contoso.com%26cc%3Dx&body=Line%20one%0D%0ALine%20two',
    );
  });
});
