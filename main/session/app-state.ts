import { app } from 'electron';
import { overviews } from '../../host/storage/runs.ts';
import { clouds } from '../../microsoft/http/clouds.ts';
import { knownApplications } from '../../microsoft/http/known-ids.ts';
import type { AppState, RecipeTile, RunSummary } from '../../preload/contract.ts';
import { recipes } from '../../recipes/index.ts';
import { systemKeyStore } from './host.ts';
import { practiceTenants } from './practice-tenants.ts';
import { openSessionHome, type WindowSession } from './window-session.ts';

const mostRuns = 50;

/** What the window knows before anything is asked of it. */
export async function appState(desk: WindowSession): Promise<AppState> {
  const { practice } = desk.place;
  return {
    version: app.getVersion(),
    theme: desk.theme(),
    platform: process.platform as AppState['platform'],
    recipes: recipes.map(tileOf),
    clouds: Object.values(clouds).map(({ name, title }) => ({ id: name, title })),
    practice: practice && {
      tenant: practice.name,
      tenantName: practice.tenantName,
      domain: practice.domain,
    },
    practiceTenants: [...practiceTenants],
    keyStore: practice !== undefined || systemKeyStore().available(),
    runs: await runsOf(desk),
    signedIn: desk.signedIn?.view,
    client: { name: 'Microsoft Azure CLI', clientId: knownApplications.azureCli },
  };
}

function tileOf(recipe: (typeof recipes)[number]): RecipeTile {
  const { id, title, vendor, lead, caption, tile, screens, questions: asks, whoAmI } = recipe;
  const { look: _look, ...beside } = recipe.sidePanel ?? {};
  return {
    id,
    title,
    vendor,
    lead,
    caption,
    tile,
    screens,
    asks,
    whoAmI,
    beside: 'picks' in beside ? beside : undefined,
  };
}

/**
 * Runs that made or planned changes, newest first. Checks are left out, because there is nothing to continue.
 * In practice only runs of this sample tenant are listed, and outside practice none of them.
 */
async function runsOf(desk: WindowSession): Promise<readonly RunSummary[]> {
  const { practice } = desk.place;
  const home = await openSessionHome(desk, false);
  try {
    const { runs } = await home.journal.readAll();
    return overviews(runs)
      .filter(({ intent }) => intent !== 'plan' && intent !== 'verify')
      .filter(({ tenant }) => (practice ? tenant.tenantId === practice.tenantId : !tenant.practice))
      .slice(0, mostRuns)
      .map((run) => ({
        ...run,
        vendor: recipes.find(({ id }) => id === run.recipe)?.vendor ?? run.recipe,
      }));
  } finally {
    await home.close();
  }
}
