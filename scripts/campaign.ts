/**
 * `npm run campaign -- security`: tries one promise of the product very often, with its real code, and prints one JSON
 * object on standard output. `--minutes=N` tries for longer, `--seed=N` draws anew. Every zero stands beside a planted
 * one that was found.
 */
import type { Campaign } from './campaign/asked.ts';
import { say } from './say.mjs';

const campaigns: Readonly<Record<string, () => Promise<{ campaign: Campaign }>>> = {
  security: () => import('./campaign/security.ts'),
};

const [name = '', ...words] = process.argv.slice(2);
const numberOf = (word: string, usual: number): number =>
  Number(words.find((each) => each.startsWith(`--${word}=`))?.slice(word.length + 3) ?? usual);
const load = Object.hasOwn(campaigns, name) ? campaigns[name] : undefined;
if (load === undefined) {
  say(`There is no such campaign. There are: ${Object.keys(campaigns).join(', ')}.`);
  process.exitCode = 2;
} else {
  const { campaign } = await load();
  const found = await campaign({ minutes: numberOf('minutes', 4), seed: numberOf('seed', 1) });
  process.stdout.write(`${JSON.stringify(found)}\n`);
  process.exitCode = found.wrong === 0 ? 0 : 1;
}
