import { typed, type VerdictCase } from './case.spec-kit.ts';
import { roles } from './roles.cases.spec-kit.ts';
import { signIn } from './sign-in.cases.spec-kit.ts';
import { timeAndWaiting } from './time-and-waiting.cases.spec-kit.ts';
import { whoseAndRefused } from './whose-and-refused.cases.spec-kit.ts';

/** Every case, in the order of the page. */
export const verdictCases: readonly VerdictCase[] = [
  ...timeAndWaiting,
  ...roles,
  ...whoseAndRefused,
  ...signIn,
];

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
const inCell = (text: string): string => text.replaceAll('|', '\\|');

function preparedBy({ prepare = [], as }: VerdictCase): string {
  const lines = prepare.map((each) => {
    if ('command' in each) return code(typed(each.command));
    return 'weather' in each
      ? `weather ${code(JSON.stringify(each.weather))}`
      : `act ${code(JSON.stringify(each.act))}`;
  });
  return [...lines, ...(as === 'admin' ? ['sign in as the admin'] : [])].join('<br>');
}

/** The page that lists the cases: what each was and is said to be. */
export function verdictsPage(cases: readonly VerdictCase[]): string {
  const headings = [...new Set(cases.map(({ about }) => about))];
  return [
    '# Verdicts in unusual tenants',
    '',
    'Each row is a tenant or a network in which it is easy to say something untrue. A row is a spec: its commands run on a',
    'sample tenant, and what is said now is what the program prints. To repeat one, start',
    '`sentinel-onboard practice --practice=NAME --practice-lag 0 --json`, send what Prepare lists to its control',
    'address, and run the command with its proxy. Words in capitals stand for IDs.',
    '',
    'This page is written by `npm run verdicts`.',
    ...headings.flatMap((about) => [
      '',
      `## ${about}`,
      '',
      '| Situation | Sample tenant | Prepare | Command | Said before | Said now |',
      '| --- | --- | --- | --- | --- | --- |',
      ...cases
        .filter((each) => each.about === about)
        .map(
          (each) =>
            `| ${inCell(each.situation)} | ${each.tenant} | ${preparedBy(each)} | ${code(typed(each.command))} | ${inCell(each.before)} | ${each.now.map(code).join(', ')}; exit ${each.exit} |`,
        ),
    ]),
    '',
  ].join('\n');
}
