/** `npm run verdicts` writes docs/verdicts.md from the cases that the specs run. */
import { writeFile } from 'node:fs/promises';
import { verdictCases, verdictsPage } from '../cli/verdicts/cases.spec-kit.ts';

await writeFile('docs/verdicts.md', verdictsPage(verdictCases));
