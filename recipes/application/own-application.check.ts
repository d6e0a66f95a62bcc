import { appName, clientId, servicePrincipalId } from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';

/** The connection's own application is who is signed in: its token says which one it is. */
export const ownApplication = () =>
  step({
    id: 'own-application',
    title: 'The application itself is signed in',
    why: "Its token identifies it, so the directory isn't read",
    severity: 'block',
    needs: {},
    gives: { clientId, servicePrincipalId, appName },
    look: ({ microsoft }) => microsoft.identity.whoAmI(),
    judge(identity) {
      if (identity.kind !== 'application') {
        return {
          is: 'blocked',
          problem: {
            code: 'not-the-application',
            title: 'A person is signed in, not the application',
            because: 'This check was begun with the credential of the application itself.',
            remedies: [{ do: 'sign-in' }],
          },
        };
      }
      const { userName, objectId, name } = identity;
      return { is: 'met', facts: { clientId: userName, servicePrincipalId: objectId, appName: name } };
    },
    foresee: () => [],
  });
