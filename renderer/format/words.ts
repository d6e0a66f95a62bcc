/** How the window says numbers, spans and times: as people do, and the same everywhere. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const dayLength = 24 * hour;

/** A span as people say it: 4.1 s, 18 s, 1 min 12 s, 2 h 5 min, 181 days. */
export function lasted(ms: number): string {
  if (ms < 9950) return `${(Math.max(ms, 0) / second).toFixed(1)} s`;
  if (ms < minute - 500) return `${Math.round(ms / second)} s`;
  if (ms < hour) return two(Math.round(ms / second), 60, 'min', 's');
  if (ms < 2 * dayLength) return two(Math.round(ms / minute), 60, 'h', 'min');
  return counted(Math.round(ms / dayLength), 'day');
}

/** Whole seconds only, for a number that counts on the screen. */
export function ticking(ms: number): string {
  const seconds = Math.floor(Math.max(ms, 0) / second);
  return seconds < 60 ? `${seconds} s` : lasted(seconds * second);
}

function two(total: number, size: number, large: string, small: string): string {
  const whole = Math.floor(total / size);
  const rest = total % size;
  return rest === 0 ? `${whole} ${large}` : `${whole} ${large} ${rest} ${small}`;
}

/** "usually 10 to 40 s", "usually 1 to 3 min". Seconds in. */
export function usually({ from, to }: { readonly from: number; readonly to: number }): string {
  const end = lasted(to * second).replace('.0', '');
  if (from === to) return `usually ${end}`;
  const begin = lasted(from * second).replace('.0', '');
  const unit = / (s|min|h|days)$/.exec(end)?.[1] ?? '';
  const shared = begin.endsWith(` ${unit}`) && begin.split(' ').length === 2 && end.split(' ').length === 2;
  return `usually ${shared ? begin.slice(0, -unit.length - 1) : begin} to ${end}`;
}

/** 3,000 */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** "1 change", "3,000 rows". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

const small = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];

/** A count that begins a sentence: "Two things", "12 things". */
export function inWords(count: number, one: string, many = `${one}s`): string {
  return `${small[count] ?? grouped(count)} ${count === 1 ? one : many}`;
}

/** A role with its article: a Reader, an Owner, a User Access Administrator. */
export function oneOf(role: string): string {
  return `${/^[AEIO]/u.test(role) ? 'an' : 'a'} ${role}`;
}

/** The time of day where the reader is, in the reader's locale: 10:42 AM. */
export function clock(iso: string, locale?: string): string {
  return new Date(iso).toLocaleTimeString(locale, { timeStyle: 'short' });
}

/** Time of day with seconds, for a line of what was asked: 10:42:19. */
export function clockSeconds(iso: string, locale?: string): string {
  return new Date(iso).toLocaleTimeString(locale, { hourCycle: 'h23' });
}

/** A day in the reader's locale: May 22, 2027. */
export function day(iso: string, locale?: string): string {
  return new Date(iso).toLocaleDateString(locale, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** A day of a chart, as ISO date (UTC): "21", and with its month where it is the first one shown or of the month. */
export function dayOfMonth(iso: string, first: boolean, locale?: string): string {
  const at = new Date(`${iso}T12:00:00Z`);
  const named = first || at.getUTCDate() === 1;
  return at.toLocaleDateString(locale, {
    day: 'numeric',
    timeZone: 'UTC',
    ...(named ? { month: 'short' as const } : {}),
  });
}

/** When something was, seen from `now` (ms): "at 10:42 AM", "yesterday at 4:42 PM", "on June 4, 2026 at 9:12 AM". */
export function when(iso: string, now: number, locale?: string): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const at = new Date(iso).getTime();
  if (at >= midnight) return `at ${clock(iso, locale)}`;
  // 20 hours, so that a day of 23 hours in spring is still yesterday.
  if (at >= new Date(midnight - 20 * hour).setHours(0, 0, 0, 0)) return `yesterday at ${clock(iso, locale)}`;
  return `on ${day(iso, locale)} at ${clock(iso, locale)}`;
}

/** A plan's hash in groups of four: "4f9a c21e 07b3". */
export function inFours(hash: string): string {
  return (hash.slice(0, 12).match(/.{1,4}/g) ?? []).join(' ');
}

/** Two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.split(/[\s.@_-]+/).filter(Boolean);
  const picked = [words[0], words.length > 1 ? words[words.length - 1] : undefined];
  return picked.map((word) => word?.[0]?.toUpperCase() ?? '').join('');
}

/** "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
