import type { Problem } from '../../engine/model/problem.ts';
import { least } from '../catalogue/microsoft-ids.ts';

/**
 * What to say where an automation is signed in and can't do something in Microsoft Entra: it has no role to activate
 * and no one to sign in as; someone grants it a permission of Microsoft Graph.
 * @param what a verb phrase: "register applications"
 * @param permission the least one that would do: "Application.ReadWrite.OwnedBy"
 * @param automation its name and client ID
 */
export function automationMayNot(what: string, permission: string, automation: string): Problem {
  return {
    code: 'automation-lacks-permission',
    title: `This automation can't ${what}`,
    because: `Its sign-in carries no permission of Microsoft Graph that allows it, and no Microsoft Entra role. ${permission} is enough.`,
    who: { role: least.consentToGraph },
    remedies: [
      {
        do: 'ask-someone',
        message: `Hello, the automation ${automation} connects Microsoft Sentinel to a product and has to ${what}. Could you grant it the application permission ${permission} (Microsoft Graph) with admin consent? Then it runs again.`,
      },
      { do: 'retry' },
    ],
  };
}
