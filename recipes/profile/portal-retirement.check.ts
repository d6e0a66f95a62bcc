import { portalRetirements, spokenDate } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';

/** The portal that links lead to lasts, by dated rules with their source. Informs and stops nothing. */
export const portalRetirement = () =>
  step({
    id: 'portal-retirement',
    title: 'Portals that are being retired',
    why: "People won't find the workspace in the old portal, and links in runbooks stop working",
    severity: 'info',
    needs: {},
    gives: {},
    look: async ({ now }) => ({ on: now().slice(0, 10) }),
    judge({ on }) {
      const [rule] = portalRetirements;
      if (!rule) return { is: 'met', facts: {} };
      const tense = rule.on <= on ? 'was retired on' : 'is being retired on';
      // A hint: nothing of the connection depends on a portal.
      return {
        is: 'met',
        facts: {},
        warning: {
          code: 'portal-retired',
          title: `${rule.portal} ${tense} ${spokenDate(rule.on)}`,
          because: `Use ${rule.successor} instead. The connection itself doesn't use a portal and doesn't change. Source: ${rule.source.replace('https://', '')}`,
          remedies: [
            { do: 'open', label: `Open ${rule.successor}`, url: rule.address },
            { do: 'open', label: "Read Microsoft's page", url: rule.source },
          ],
        },
      };
    },
    foresee: () => [],
  });
