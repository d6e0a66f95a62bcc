import { step } from '../catalogue/step.ts';

/**
 * Microsoft Defender is connected to Intezer: the guide's prerequisite for the webhook. No API of Microsoft's shows it,
 * so the person's answer is used, and is shown as no more than that. Warns and stops nothing.
 */
export const defenderConnected = (attested: boolean) =>
  step({
    id: 'defender-connected',
    title: 'Microsoft Defender is connected to Intezer',
    why: "Intezer reports back on alerts from there. Azure can't show this.",
    severity: 'warn',
    needs: {},
    gives: {},
    look: async ({ now }) => ({ at: now() }),
    judge: ({ at }) =>
      attested
        ? {
            is: 'met',
            facts: {},
            shows: [{ show: 'text', text: `You said so. It was not looked up (${at.slice(0, 10)}).` }],
          }
        : {
            // No one was asked, or no one knew: not looked at, and so neither met nor missing.
            is: 'unknown',
            problem: {
              code: 'defender-not-attested',
              title: 'Confirm that Microsoft Defender is connected to Intezer',
              because:
                'Update Incident waits for what Intezer reports back. For alerts of Microsoft Defender it reports only once Defender is connected there.',
              remedies: [
                { do: 'open', label: 'Open Intezer', url: 'https://analyze.intezer.com/integrations' },
                { do: 'redo', step: 'questions' },
              ],
            },
          },
    foresee: () => [],
  });
