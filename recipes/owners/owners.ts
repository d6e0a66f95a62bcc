import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';
import { least } from '../catalogue/microsoft-ids.ts';

/** Making someone an owner of the application, or a guest no owner any more. */
export const ownerChange = (verb: 'add' | 'remove', name: string): Change => ({
  verb,
  what: verb === 'add' ? `${name} as an owner` : `Guest owner ${name}`,
  where: 'the application',
  right: least.consent,
  undoneBy: verb === 'add' ? 'Undo removes it' : 'Undo makes the guest an owner again',
});

/** Where a person looks at an application's owners. */
export const ownersPage = ({ portal }: Microsoft, appId: string): string =>
  `${portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Owners/appId/${appId}`;

/** What to do about owners, by the step that does it or by hand. */
export function waysOut(step: string, page: string): Pick<Problem, 'remedies' | 'who'> {
  return {
    remedies: [
      { do: 'redo', step },
      { do: 'open', label: 'Open its owners', url: page },
    ],
    who: { role: least.consent },
  };
}
