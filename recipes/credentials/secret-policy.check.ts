import { optional } from '../../engine/model/fact.ts';
import { credential, maker } from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';
import { couldNotLook } from '../sign-in/entra-rights.ts';

/**
 * The tenant's app management policy allows the client secret that is still to be made, with its lifetime
 * (https://learn.microsoft.com/graph/api/resources/tenantappmanagementpolicy). With one at hand nothing is asked.
 */
export const secretPolicy = (months: number) =>
  step({
    id: 'secret-policy',
    title: 'The tenant allows such a client secret',
    why: 'A policy can forbid client secrets, or limit how long they last',
    severity: 'warn',
    checks: ['ADM-07'],
    needs: { maker: optional(maker), credential: optional(credential) },
    gives: {},
    look: async ({ microsoft }) => ({ portal: microsoft.portal }),
    judge({ portal }, { maker: who, credential: made }) {
      if (made) return { is: 'met', facts: {} };
      const longest = who?.longestSecretDays ?? { couldNotLook: "We couldn't tell who is signed in." };
      if (couldNotLook(longest)) {
        return {
          is: 'unknown',
          problem: {
            code: 'secret-policy-not-seen',
            title: "Couldn't check the tenant's policy for client secrets",
            because: `${longest.couldNotLook} Microsoft Entra checks it when the secret is created.`,
            who: { role: 'Global Reader, with a client that may read policies' },
            remedies: [
              {
                do: 'open',
                label: 'Open application policies',
                url: `${portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade`,
              },
            ],
          },
        };
      }
      if (longest === 'forbidden') {
        return {
          is: 'unmet',
          changes: [],
          problem: {
            code: 'secrets-forbidden',
            title: 'This tenant allows no client secrets',
            because: 'Its app management policy forbids adding one.',
            who: { role: 'Cloud Application Administrator, who may make an exception for this application' },
            remedies: [{ do: 'sign-in-as', role: 'Cloud Application Administrator' }],
          },
        };
      }
      // A month has 28 days at least and 31 at most; the longest reading is the one that is refused.
      if (typeof longest === 'number' && months * 31 > longest) {
        const fits = Math.floor(longest / 31);
        return {
          is: 'unmet',
          changes: [],
          problem: {
            code: 'secret-lifetime-forbidden',
            title: `This tenant allows no client secret of ${months} months`,
            because: `Its app management policy ends it after ${longest} days. Choose ${fits > 0 ? `${fits} months or fewer` : 'one month'}.`,
            remedies: [{ do: 'redo', step: 'questions' }],
          },
        };
      }
      return { is: 'met', facts: {} };
    },
    foresee: () => [],
  });
