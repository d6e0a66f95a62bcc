import type { Problem } from '../../engine/model/problem.ts';
import type { ChecklistItem, Show } from '../../engine/model/show.ts';
import { type ApiKey, apis, retirements, spokenDate } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';

/** What a vendor's document asks an administrator to grant, besides what the chosen features need. */
export interface Asked {
  readonly vendor: string;
  readonly permissions: readonly { readonly api: ApiKey; readonly permission: string }[];
  /** Roles it names that are wider than what is enough. */
  readonly roles: readonly { readonly role: string; readonly also: string; readonly enough: string }[];
}

/**
 * Which chosen permissions are being retired, by dated rules with their source. A hint: it stops nothing. With what the vendor's
 * document asks for it also shows, in a line each, what of that is given and what is left out.
 */
export const permissionRetirement = (permissions: readonly string[], asked?: Asked) =>
  step({
    id: 'permission-retirement',
    title: 'Permissions that are being retired',
    why: 'A retired permission stays granted but reads nothing',
    severity: 'info',
    checks: ['PRM-06'],
    needs: {},
    gives: {},
    look: async ({ now }) => ({ on: now().slice(0, 10) }),
    judge({ on }) {
      const isAsked = asked !== undefined && asked.permissions.length + asked.roles.length > 0;
      const shows = isAsked ? [beside(asked, permissions, on)] : [];
      const rule = retirements.find(({ permission }) => permissions.includes(permission));
      if (!rule) return { is: 'met', facts: {}, shows };
      const tense = rule.on <= on ? 'was retired on' : 'is being retired on';
      const problem: Problem = {
        code: 'permission-retired',
        title: `${rule.permission} ${tense} ${spokenDate(rule.on)}`,
        because: `${rule.what} ${rule.successor} takes its place and can be requested with it. Source: ${rule.source.replace('https://', '')}`,
        remedies: [{ do: 'open', label: "Read Microsoft's page", url: rule.source }],
      };
      // A hint: it was chosen, and what it still reads is read.
      return { is: 'met', facts: {}, warning: problem, shows };
    },
    foresee: () => [],
  });

function beside({ vendor, permissions: wanted, roles }: Asked, chosen: readonly string[], on: string): Show {
  return {
    show: 'checklist',
    title: `Asked for by ${vendor}`,
    items: [
      ...wanted.map(({ api, permission }) => permissionItem(permission, apis[api].title, chosen, on)),
      ...roles.map(
        ({ role, also, enough }): ChecklistItem => ({
          is: 'not-reached',
          title: role,
          caption: `Left out: it could also ${also}. ${enough} is enough for what you chose.`,
        }),
      ),
    ],
  };
}

function permissionItem(
  permission: string,
  where: string,
  chosen: readonly string[],
  on: string,
): ChecklistItem {
  const given = chosen.includes(permission);
  const rule = retirements.find((each) => each.permission === permission);
  const retired = rule && `${rule.on <= on ? 'retired' : 'being retired'} on ${spokenDate(rule.on)}`;
  const source = rule ? ` ${rule.source.replace('https://', '')}` : '';
  if (!given) {
    const why = rule ? `${retired}; ${rule.successor} takes its place.` : 'Nothing you chose uses it.';
    return { is: 'not-reached', title: permission, caption: `Left out: ${why}${source}` };
  }
  if (rule) return { is: 'met', title: permission, caption: `Given as asked, and ${retired}.${source}` };
  return { is: 'met', title: permission, caption: `On ${where}, needed for what you chose` };
}
