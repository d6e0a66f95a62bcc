import type { PlannedChange } from '../../engine/journal/journal.ts';
import { visible } from '../../engine/model/visible.ts';
import { ownChanges, type Plan } from '../../engine/run/plan.ts';
import { refused } from '../../host/input/bad-input.ts';
import type { Wanted } from '../args/wanted.ts';
import { planLines } from '../output/print.ts';
import type { Terminal } from '../output/terminal.ts';
import { counted } from '../output/words.ts';
import { type Person, PersonLeft, personAt, saysYes } from './questions.ts';

/**
 * Whether a plan can be approved at all, checked before anything is sent.
 * @throws BadInput
 */
export function checkApproval(wanted: Wanted, terminal: Terminal): void {
  if (wanted.yes || wanted.planHash !== undefined || terminal.interactive) return;
  throw refused(
    '--yes',
    "Changes need a confirmation, and this terminal isn't interactive.",
    'Add --yes. Or add --plan HASH, with the hash that plan printed, to make exactly those changes.',
  );
}

/**
 * Shows the plan and gets the answer: from `--yes`, from `--plan HASH` if the plan still has that hash, or from the
 * person.
 */
export async function approval(
  plan: Plan,
  wanted: Wanted,
  terminal: Terminal,
  titleOf: (step: string) => string,
): Promise<'yes' | 'no' | 'stale'> {
  terminal.say(planLines(terminal.style, plan, titleOf));
  if (wanted.planHash !== undefined) {
    if (wanted.planHash === plan.planHash) return 'yes';
    terminal.remark([
      "The tenant changed since the last check: this isn't the plan you named. Nothing was changed.",
      `  → Read the plan above. Then pass its hash with --plan ${plan.planHash}.`,
    ]);
    return 'stale';
  }
  if (wanted.yes) return 'yes';
  const person: Person = personAt(terminal);
  try {
    return (await saysYes(person, question(plan), false)) ? 'yes' : 'no';
  } catch (error) {
    if (error instanceof PersonLeft) return 'no';
    throw error;
  } finally {
    person.leave();
  }
}

/**
 * Says yes to the removal of what bears no mark of ours, each by its name: the person at the terminal does, or
 * `--plan HASH`, because that plan names each. `--yes` alone does not.
 */
export function confirmsEach(
  wanted: Wanted,
  terminal: Terminal,
): (change: PlannedChange) => Promise<boolean> {
  return async ({ what, where }) => {
    if (wanted.planHash !== undefined) return true;
    if (wanted.yes || !terminal.interactive) return false;
    const person: Person = personAt(terminal);
    try {
      const named = `${visible(what)} (${visible(where)})`;
      return await saysYes(person, `This app didn't create ${named}. Remove it? [y/N] `, false);
    } catch (error) {
      if (error instanceof PersonLeft) return false;
      throw error;
    } finally {
      person.leave();
    }
  };
}

function question({ changes }: Plan): string {
  const mine = ownChanges(changes).length;
  const ask = (count: number) => `Make ${count === 1 ? 'this' : 'these'} ${counted(count, 'change')}`;
  return mine > 0 ? `${ask(mine)}? [y/N] ` : `${ask(changes.length)} here once you have permission? [y/N] `;
}
