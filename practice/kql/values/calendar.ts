/** The representation of moments (ticks of 100 ns since 0001-01-01), and their parsing from text. */

export const perMillisecond = 10_000n;
export const perSecond = 10_000_000n;
export const perDay = 864_000_000_000n;
export const unixEpoch = 621_355_968_000_000_000n;
export const lastTick = 3_155_378_975_999_999_999n;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Date formats of RFC 822 (`Sat, 8 Nov 14 15:05:02 GMT`) and RFC 850 (`Saturday, 08-Nov-14 15:05`). */
const letterDate =
  /^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,\s*)?(\d{1,2})([ -])([a-z]{3})\2(\d{4}|\d{2}) (\d{1,2}:\d{2}(?::\d{2})?)(?:\s*(Z|GMT|UTC|[+-]\d{4}))?$/i;

/** The same moment as ISO 8601. Assumed: a two-digit year means 1969 to 2068, as in POSIX. */
const asIso = (text: string): string => {
  const match = letterDate.exec(text);
  const month = months.indexOf(match?.[3]?.toLowerCase() ?? '') + 1;
  if (match === null || month === 0) return text;
  const [, day = '', , , year = '', clock = '', zone = ''] = match;
  const whole = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 69 ? 2000 : 1900);
  return `${String(whole).padStart(4, '0')}-${month}-${day} ${clock}${zone}`;
};

const isoDate =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7})\d*)?)?)?\s*(Z|GMT|UTC|[+-]\d{2}:?\d{2})?$/i;

/** A datetime from text, or undefined if it isn't one. https://learn.microsoft.com/kusto/query/scalar-data-types/datetime */
export const parseDatetime = (text: string): bigint | undefined => {
  const match = isoDate.exec(asIso(text.trim()));
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', zone] =
    match;
  const milliseconds = Date.UTC(
    2000,
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const date = new Date(milliseconds);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() + 1 !== Number(month)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || Number(year) < 1) return undefined;
  let ticks = unixEpoch + BigInt(date.getTime()) * perMillisecond + BigInt(fraction.padEnd(7, '0'));
  if (zone !== undefined && /\d/.test(zone)) {
    const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
    ticks -= (zone.startsWith('-') ? -1n : 1n) * BigInt(minutes) * 60n * perSecond;
  }
  return ticks >= 0n && ticks <= lastTick ? ticks : undefined;
};
