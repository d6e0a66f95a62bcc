/** What must never stand in a report, wherever it came from: it is looked for although nothing should have put it there. */
const secrets: readonly RegExp[] = [
  // A token (https://www.rfc-editor.org/rfc/rfc7519).
  /\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?/g,
  // A client secret of Microsoft Entra: three characters, a digit, "Q~", and the rest.
  /[\w~.-]{3}\dQ~[\w~.-]{31,34}/g,
  // The signature of a shared access address, such as a playbook's trigger.
  /\b(sig|signature|code|client_secret|password)=[^&\s"'<>]{8,}/gi,
  /\bBearer\s+[\w.~+/=-]{16,}/gi,
];

const leftOut = '[left out]';

/** The same value with everything that looks like a secret left out, at any depth. */
export function redacted<T>(value: T): T {
  if (typeof value === 'string') {
    return secrets.reduce(
      (text, pattern) =>
        text.replace(pattern, (_found, name: unknown) =>
          typeof name === 'string' ? `${name}=${leftOut}` : leftOut,
        ),
      value as string,
    ) as T;
  }
  if (Array.isArray(value)) return value.map((each: unknown) => redacted(each)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key, redacted(held as unknown)]),
  ) as T;
}
