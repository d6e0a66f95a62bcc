import type { Entry } from './journal.ts';

/** Ids that steps had in journals of earlier versions, and the ids they have now. The key behind a colon stays. */
const current: ReadonlyMap<string, string> = new Map([
  ['register-app', 'register-application'],
  ['close-doors', 'restrict-sign-in'],
  ['name-owner', 'ensure-owner'],
  ['permissions-last', 'permission-retirement'],
  ['portals-last', 'portal-retirement'],
  ['trigger-address', 'trigger-url'],
  ['authorise-connection', 'authorize-connection'],
]);

function currentId(id: string): string {
  const [stem = '', ...key] = id.split(':');
  return [current.get(stem) ?? stem, ...key].join(':');
}

/** The entry with the ids its steps have now, so that what an earlier version began can be continued and undone. */
export function withCurrentStepIds(entry: Entry): Entry {
  switch (entry.kind) {
    case 'run-began':
      return { ...entry, steps: entry.steps.map((step) => ({ ...step, id: currentId(step.id) })) };
    case 'planned':
      return { ...entry, changes: entry.changes.map((each) => ({ ...each, step: currentId(each.step) })) };
    case 'found': {
      const { behind } = entry.finding;
      const finding = behind === undefined ? entry.finding : { ...entry.finding, behind: currentId(behind) };
      return { ...entry, step: currentId(entry.step), finding };
    }
    case 'approved':
    case 'run-ended':
      return entry;
    default:
      return { ...entry, step: currentId(entry.step) };
  }
}
