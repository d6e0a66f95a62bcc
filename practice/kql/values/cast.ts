/** Converts text cut out of a longer text to a value of the wanted type, or null if it doesn't fit. */
import { parseDatetime } from './calendar.ts';
import { parseJson, wholeOf } from './json.ts';
import type { KqlType } from './language.ts';
import { parseGuid, parseTimespan, type Value } from './values.ts';

const whole = /^\s*[+-]?\d{1,19}\s*$/;
const fractional = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i;

export const valueOfText = (text: string, type: KqlType): Value => {
  switch (type) {
    case 'string':
      return text;
    case 'int':
    case 'long':
      return whole.test(text) ? wholeOf(BigInt(text.trim())) : null;
    case 'real':
    case 'decimal':
      return fractional.test(text) ? Number(text) : null;
    case 'datetime':
      return parseDatetime(text) ?? null;
    case 'timespan':
      return parseTimespan(text) ?? null;
    case 'guid':
      return parseGuid(text);
    case 'bool':
      return /^(?:true|false)$/i.test(text.trim()) ? /true/i.test(text) : null;
    case 'dynamic':
      return text === '' ? null : parseJson(text);
  }
};
