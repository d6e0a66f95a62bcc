import { everythingVisible } from '../../engine/model/visible.ts';

/**
 * Hosts a person may be sent to: Microsoft's own pages and portals, and the vendors' consoles. An address is opened
 * only where its host is one of these or below one that begins with a dot.
 */
const hosts = [
  'learn.microsoft.com',
  'techcommunity.microsoft.com',
  'entra.microsoft.com',
  'security.microsoft.com',
  'portal.azure.com',
  'portal.azure.us',
  'portal.azure.cn',
  'entra.microsoftonline.cn',
  'entra.microsoft.us',
  'security.microsoft.us',
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'microsoft.com',
  'www.microsoft.com',
  'aka.ms',
  'azure.status.microsoft',
  'app.dropzone.ai',
  'docs.dropzone.ai',
  'www.dropzone.ai',
] as const;

/** Pages the window itself leads to, whatever main has sent. */
const table: ReadonlySet<string> = new Set([
  'https://learn.microsoft.com/entra/fundamentals/how-to-find-tenant',
  'https://microsoft.com/devicelogin',
  'https://login.microsoft.com/device',
]);

/** Remembers what main has put in front of the person, because only that may be opened or mailed. */
export interface SentWords {
  /**
   * Notes what something that is about to cross to the window offers to open or to send: its remedies, the page about
   * a text, the address for a code. A name alone offers nothing: files and tenants choose their own.
   */
  note(sent: unknown): void;
  mayOpen(url: string): boolean;
  mayMail(message: string): boolean;
}

const most = 5000;

/** Parts of what crosses that are a file's or a tenant's own words: nothing in them is offered by this product. */
const fromOutside: ReadonlySet<string> = new Set([
  'profile',
  'form',
  'proof',
  'facts',
  'answers',
  'rows',
  'body',
]);

export function sentWords(): SentWords {
  const addresses = new Set<string>();
  const messages = new Set<string>();
  const keep = (of: Set<string>, text: string): void => {
    of.add(text);
    for (const oldest of of.size > most ? of : []) {
      of.delete(oldest);
      break;
    }
  };
  const noteRemedy = (remedy: Readonly<Record<string, unknown>>): void => {
    if (remedy['do'] === 'open' && typeof remedy['url'] === 'string') keep(addresses, remedy['url']);
    if (remedy['do'] === 'run' && typeof remedy['command'] === 'string') keep(messages, remedy['command']);
    if (remedy['do'] === 'ask-someone' && typeof remedy['message'] === 'string')
      keep(messages, remedy['message']);
  };
  const noteIn = (sent: unknown): void => {
    if (sent === null || typeof sent !== 'object') return;
    if (Array.isArray(sent)) {
      for (const each of sent) noteIn(each);
      return;
    }
    const { show, learnMore } = sent as Readonly<Record<string, unknown>>;
    if (show === 'text' && typeof learnMore === 'string') keep(addresses, learnMore);
    for (const [key, value] of Object.entries(sent)) {
      // What a file or a tenant holds can have any name; only what this product offers to open has these.
      if (fromOutside.has(key)) continue;
      if (key === 'remedies' && Array.isArray(value)) {
        for (const each of value) if (each !== null && typeof each === 'object') noteRemedy(each as never);
      } else noteIn(value);
    }
  };
  const note = (sent: unknown): void => {
    // A code for another device is typed at one address, which the sign-in itself gave.
    const uri = (sent ?? {}) as { readonly verificationUri?: unknown };
    if (typeof uri.verificationUri === 'string') keep(addresses, uri.verificationUri);
    noteIn(everythingVisible(sent));
  };
  return {
    note,
    mayOpen: (url) => isKnownPlace(url) && (table.has(url) || addresses.has(url)),
    mayMail: (message) => messages.has(message),
  };
}

/**
 * Where a person authorizes an API connection, one host a region
 * (https://learn.microsoft.com/rest/api/connections, listConsentLinks).
 */
const consentHost = /^logic-apis-[a-z0-9]+\.consent\.azure-apim\.(?:net|us|cn)$/u;

/** Is this the page on which a person authorizes an API connection? A practice tenant serves it from here. */
export function isConsentPage(address: string): boolean {
  try {
    return consentHost.test(new URL(address).host);
  } catch {
    return false;
  }
}

/** Is this an https address of a place we lead to? Read by its parts; no account, no port. */
export function isKnownPlace(address: string): boolean {
  try {
    const { protocol, host, username, password } = new URL(address);
    const known = consentHost.test(host) || hosts.some((each) => each === host);
    return protocol === 'https:' && `${username}${password}` === '' && known;
  } catch {
    return false;
  }
}

/** A mailto address with the message, without a recipient (https://www.rfc-editor.org/rfc/rfc6068). */
export function mailAddress(subject: string, message: string): string {
  const oneLine = subject.replaceAll(/\s+/gu, ' ').trim();
  return `mailto:?subject=${encodeURIComponent(oneLine)}&body=${encodeURIComponent(message.replaceAll(/\r?\n/gu, '\r\n'))}`;
}
