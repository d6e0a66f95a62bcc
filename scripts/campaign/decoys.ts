/** Undo of runs whose journals were rewritten at random, on tenants in which others have what looks the same. */

import { recipes } from '../../recipes/index.ts';
import {
  namingOthers,
  namingTwin,
  touchedDecoys,
  withDecoys,
} from '../../recipes/scenarios/decoys.spec-kit.ts';
import { type Lab, lab } from '../../recipes/scenarios/lab.spec-kit.ts';

const decoysATenant = 1_000;

/**
 * @param ms how long journals are rewritten and undone, in all; each recipe is tried at least once
 * @returns counts over all undos: `touched` of the decoys, `planted` removed by hand and found
 */
export async function decoyFigures(ms: number, seed: number) {
  const counted = { decoys: 0, undos: 0, touched: 0, ownTakenAway: 0, planted: 0, plantedFound: 0 };
  for (const recipe of recipes) {
    const began = performance.now();
    const at = lab('fresh', { seed });
    const { picture } = await (await at.open()).run(recipe, 'set-up');
    const left = at.copy();
    const decoys = withDecoys(left, decoysATenant);
    const ids = decoys.keys.map((key) => key.slice(key.indexOf(' ') + 1));
    const undo = async (there: Lab) => (await there.open()).undo(recipe, picture.runId);
    counted.decoys += decoys.keys.length;

    const own = await touchedDecoys(decoys, left.journal, undo);
    counted.ownTakenAway += own.others;
    counted.touched += own.touched.length;
    const role = decoys.keys.find((key) => key.startsWith('roleAssignments'))?.split(' ')[1];
    const byHand = await touchedDecoys(decoys, left.journal, async (there) => {
      const { world } = await there.open();
      await world.microsoft.roles.remove(role ?? '');
    });
    counted.planted += 1;
    counted.plantedFound += byHand.touched.length;

    for (let nth = 0; nth === 0 || performance.now() - began < ms / recipes.length; nth += 1) {
      const twin = decoys.twins[(seed + 7 * nth) % decoys.twins.length] ?? new Map<string, string>();
      const journal =
        nth % 2 === 0 ? namingTwin(left.journal, twin) : namingOthers(left.journal, ids, seed + nth);
      counted.undos += 1;
      counted.touched += (await touchedDecoys(decoys, journal, undo)).touched.length;
    }
  }
  return counted;
}
