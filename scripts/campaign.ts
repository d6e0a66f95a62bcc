/**
 * `npm run campaign -- reliability`: what is too long for a test, as one JSON object of figures on standard output.
 * Each part says in its own words what it takes.
 */
import { CannotGoOn } from './say.mjs';

const parts = {
  reliability: () => import('./campaign/reliability.ts'),
};

const [part = '', ...words] = process.argv.slice(2);
const load = Object.hasOwn(parts, part) ? parts[part as keyof typeof parts] : undefined;
if (load === undefined)
  throw new CannotGoOn(
    `Name the part: ${Object.keys(parts).join(', ')}.`,
    `npm run campaign -- ${Object.keys(parts)[0]}`,
  );
const figures = await (await load()).campaign(words);
process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
