/**
 * `npm run campaign -- security` or `-- reliability`: tries one promise of the product very often, with its real code,
 * and prints its figures as one JSON object on standard output. `--minutes=N` tries for longer, `--seed=N` repeats a
 * run. Every zero stands with a planted fault that was found.
 */
import { asked, type Campaign } from './campaign/asked.ts';
import { CannotGoOn } from './say.mjs';

const campaigns: Readonly<Record<string, () => Promise<{ campaign: Campaign }>>> = {
  security: () => import('./campaign/security.ts'),
  reliability: () => import('./campaign/reliability.ts'),
};

const [name = '', ...words] = process.argv.slice(2);
const load = Object.hasOwn(campaigns, name) ? campaigns[name] : undefined;
if (load === undefined)
  throw new CannotGoOn(
    `There is no such campaign. There are: ${Object.keys(campaigns).join(', ')}.`,
    'npm run campaign -- security',
  );
const { campaign } = await load();
const found = await campaign(asked(words));
process.stdout.write(`${JSON.stringify(found)}\n`);
process.exitCode = found.wrong === 0 ? 0 : 1;
