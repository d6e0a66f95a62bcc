/** The list of everything a practice tenant imitates, with the source of each entry. */
export type { Operation } from '../core/router.ts';
export { coverage, documentOf, examplesOf, operationServing } from './coverage.ts';
export { outcomeOf, type QueryOutcome } from './queries.ts';
