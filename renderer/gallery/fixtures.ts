import { cardFixtures } from './cards.ts';
import { dialogFixtures } from './dialogs.ts';
import type { Fixture } from './fixture.ts';
import { pageFixtures } from './pages.ts';
import { problemFixtures } from './problems.ts';
import { questionFixtures } from './questions.ts';
import { showFixtures } from './shows.ts';

/** Every fixture of the gallery, pages first. */
export const fixtures: readonly Fixture[] = [
  ...pageFixtures,
  ...dialogFixtures,
  ...problemFixtures,
  ...cardFixtures,
  ...showFixtures,
  ...questionFixtures,
];
