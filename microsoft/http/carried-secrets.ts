import { parsed } from './text.ts';

/** The text that replaces a secret. */
const cut = '[removed]';

/** Fields of a form or of JSON that hold secrets. */
const secretField =
  /^(?:value|key|code|sig|proof|.*secret(?:text)?|.*password|.*token|.*assertion|.*verifier|device_?code)$/iu;
/** The name of a template parameter that holds a secret. */
const secretName = /key|secret|password|token/iu;
/** An ID only identifies something; it isn't a secret. */
const isId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/iu;
/** The shortest text treated as a secret. Removing shorter words from a sentence would only garble it. */
const shortest = 8;

/**
 * The secrets that a request carried: its bearer token, and the secret fields of its address and its body. A
 * service, or a proxy that reads along, can repeat them in its answer.
 */
export function carriedBy(
  wanted: { readonly url: string; readonly body?: string | undefined },
  headers: Headers,
): readonly string[] {
  const found = new Set<string>();
  const keep = (value: string): void => {
    if (value.length >= shortest && !isId.test(value)) found.add(value);
  };
  const authorization = headers.get('authorization');
  if (authorization) keep(authorization.replace(/^\S+\s+/u, ''));
  for (const form of [queryOf(wanted.url), new URLSearchParams(wanted.body ?? '')])
    for (const [name, value] of form) if (secretField.test(name)) keep(value);
  secretsIn(parsed(wanted.body ?? ''), keep);
  return [...found].sort((one, other) => other.length - one.length);
}

function queryOf(url: string): URLSearchParams {
  try {
    return new URL(url).searchParams;
  } catch {
    return new URLSearchParams();
  }
}

/** `under` is the name of the field that holds the value; undefined for the whole body. */
function secretsIn(value: unknown, keep: (secret: string) => void, under?: string): void {
  if (value === null || typeof value !== 'object') return;
  for (const [name, held] of Object.entries(value)) {
    // A vault takes `{ "value": … }`. A template's parameters are one level down, each under its own name.
    const isSecret =
      name.toLowerCase() === 'value' ? under === undefined || secretName.test(under) : secretField.test(name);
    if (typeof held === 'string' && isSecret) keep(held);
    else secretsIn(held, keep, name);
  }
}

/** The patterns that a secret matches anywhere, whether we sent it or not. */
const looksSecret: readonly RegExp[] = [
  // A shared access signature, in an address, in JSON, in a page, or encoded once or twice.
  /(?<=(?:\b|%3f|%26|%253f|%2526|\\u0026|\\u003f)sig(?:=|%3d|%253d|\\u003d|&#x3d;|&#61;)["']?)[A-Za-z0-9%_+/=.~-]{16,}/giu,
  // JSON Web Tokens: bearers, ID tokens, assertions.
  /\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}/gu,
  // Refresh tokens and codes of Microsoft Entra.
  /\b[01]\.A[A-Za-z0-9_-]{40,}(?:\.[A-Za-z0-9_-]+)*/gu,
  /(?<=\b(?:AccountKey|SharedAccessKey|client_secret|refresh_token|client_assertion)(?:=|%3d)["']?)[A-Za-z0-9%_+/=.~-]{8,}/giu,
  // 64 bytes as base64: the key of a storage account.
  /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==/gu,
  /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/gu,
  /(?<=\b(?:Bearer|Basic)(?:\s|%20|\+)+)[A-Za-z0-9%_+/=.~-]{16,}/giu,
];

/** A text from outside, without the request's secrets, raw or encoded, and without any secret-like text. */
export function withoutSecrets(text: string, carried: readonly string[]): string {
  let clean = withoutCarried(text, carried);
  for (const pattern of looksSecret) clean = clean.replaceAll(pattern, cut);
  return clean;
}

/** The same for a header whose own words programs read: `Bearer authorization_uri="…"`. */
export function withoutCarried(text: string, carried: readonly string[]): string {
  let clean = text;
  for (const secret of carried) for (const form of formsOf(secret)) clean = clean.replaceAll(form, cut);
  return clean;
}

/** The forms in which a secret can come back: raw, in JSON, in an address, in a page, or in base64. */
function formsOf(secret: string): ReadonlySet<string> {
  const inPage = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
    new URLSearchParams({ v: secret }).toString().slice(2),
    inPage,
    inPage.replaceAll("'", '&#39;'),
    Buffer.from(secret, 'utf8').toString('base64').replace(/=+$/u, ''),
    Buffer.from(secret, 'utf8').toString('base64url'),
  ];
  return new Set(forms.filter((form) => form.length >= shortest).sort((a, b) => b.length - a.length));
}
