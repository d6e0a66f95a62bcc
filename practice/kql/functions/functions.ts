import type { ScalarFunction } from './argument.ts';
import { conversionFunctions } from './conversion.ts';
import { dynamicFunctions } from './dynamic.ts';
import { logicFunctions } from './logic.ts';
import { numberFunctions } from './number.ts';
import { regexFunctions } from './regex.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';

/** Every scalar function evaluated here. A call of any other function is refused, never guessed. */
export const scalarFunctions: Readonly<Record<string, ScalarFunction>> = {
  ...conversionFunctions,
  ...dynamicFunctions,
  ...logicFunctions,
  ...numberFunctions,
  ...regexFunctions,
  ...textFunctions,
  ...timeFunctions,
};
