import type { AnyStep } from '../../engine/model/step.ts';
import type { World } from '../catalogue/step.ts';

/**
 * The same step if the signed-in account can't check it: it says so, and names who can. Nothing is sent that is known
 * to be refused, and no refusal is read as a pass or a fail.
 */
export function notAsApplication(who: string): (step: AnyStep<World>) => AnyStep<World> {
  return ({ id, title, why, severity, checks }) => ({
    id,
    title,
    why,
    severity,
    ...(checks ? { checks } : {}),
    needs: {},
    gives: {},
    look: async () => undefined,
    judge: () => ({
      is: 'unknown',
      problem: {
        code: 'needs-somebody-else-to-look',
        title: `Couldn't check: ${title}`,
        because: "The application itself is signed in, and it can't read this.",
        who: { role: who },
        remedies: [
          { do: 'sign-in-as', role: who },
          {
            do: 'ask-someone',
            message: `Hello, I am checking a connection with its own credentials and can't check this: "${title}". Could you, as ${who}, run the same check?`,
          },
        ],
      },
    }),
    foresee: () => [],
  });
}
