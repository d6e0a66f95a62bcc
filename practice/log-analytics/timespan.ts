/**
 * Reads the `timespan` of a query: an ISO 8601 duration that ends now, or an interval of two instants or of an instant
 * and a duration. https://learn.microsoft.com/azure/azure-monitor/logs/api/request-format
 *
 * @returns milliseconds since 1970, or undefined where the text is none of these.
 */
export function timespanOf(text: string, now: number): { start: number; end: number } | undefined {
  const [first = '', second, ...rest] = text.trim().split('/');
  if (rest.length > 0) return undefined;
  if (second === undefined) {
    const length = durationOf(first);
    return length === undefined ? undefined : { start: now - length, end: now };
  }
  const [from, to] = [instantOf(first), instantOf(second)];
  const span =
    from === undefined
      ? { start: minus(to, durationOf(first)), end: to }
      : { start: from, end: to ?? plus(from, durationOf(second)) };
  return span.start === undefined || span.end === undefined || span.start > span.end
    ? undefined
    : { start: span.start, end: span.end };
}

const minus = (at: number | undefined, length: number | undefined): number | undefined =>
  at === undefined || length === undefined ? undefined : at - length;
const plus = (at: number, length: number | undefined): number | undefined =>
  length === undefined ? undefined : at + length;

const day = 86_400_000;
const units = [365 * day, 30 * day, 7 * day, day, 3_600_000, 60_000, 1000];

function durationOf(text: string): number | undefined {
  const match =
    /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=.)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  return units.reduce((sum, unit, index) => sum + Number(match[index + 1] ?? 0) * unit, 0);
}

function instantOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d/.test(text.trim())) return undefined;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text.trim()) ? text.trim() : `${text.trim()}Z`;
  const at = Date.parse(/T/i.test(zoned) ? zoned : zoned.replace(/Z$/, 'T00:00:00Z'));
  return Number.isNaN(at) ? undefined : at;
}
