import { optional } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Begun, Change } from '../../engine/model/step.ts';
import type { FederatedCredential } from '../../microsoft/contract/microsoft.ts';
import { appObjectId, clientId, clientSecret, credential, entraRights, maker } from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { isOwner, isSomeoneElses } from '../sign-in/application-rights.ts';
import { mayNotAdd } from './problems.ts';

/** Whose tokens the application takes for its own; each compared to the letter, case included. */
export interface Trusted {
  readonly issuer: string;
  readonly subject: string;
  /** `api://AzureADTokenExchange` unless the cloud or the provider says otherwise. */
  readonly audience: string;
}

interface Seen {
  /** Whether the signed-in one owns the application, where that was looked at. */
  readonly owns: boolean | undefined;
  /** The name ours has. */
  readonly name: string;
  readonly listed: readonly FederatedCredential[];
  /** A token of the workload, where a person gave one to try it with. */
  readonly token: Secret | undefined;
  readonly begun: readonly Begun[];
  readonly at: string;
}

/** Seconds in which a credential that is not listed may only be late. */
const mayBeLate = 60;

/**
 * The application takes the tokens of a workload outside for its own, so that there is no secret to keep or renew
 * (https://learn.microsoft.com/entra/workload-id/workload-identity-federation). The secret answer `workloadToken`, such
 * a token, lets the tests sign in with it.
 */
export const addFederatedCredential = ({ issuer, subject, audience }: Trusted) => {
  const add: Change = {
    verb: 'add',
    what: `Federated credential for ${subject}`,
    where: 'the application',
    right: least.register,
    undoneBy: 'Undo removes it',
  };
  const isIt = (each: FederatedCredential) => each.issuer === issuer && each.subject === subject;

  /** Names are unique within an application and may be used in addresses. */
  const nameOf = (uuidFor: (name: string) => string) =>
    `sentinel-onboarding-${uuidFor(`${issuer} ${subject}`)}`;

  return step({
    id: 'add-federated-credential',
    title: 'Trust the workload',
    why: 'It signs in with a token of its own, so there is no secret to keep',
    severity: 'block',
    needs: { application: appObjectId, clientId, rights: optional(entraRights), maker: optional(maker) },
    gives: { credential, clientSecret },
    settle: { within: 120, every: 2, usually: { from: 1, to: 20 } },

    async look({ microsoft, given, begun, secretAnswers, now, uuidFor }): Promise<Seen> {
      const [listed, owns] = await Promise.all([
        microsoft.applications.federatedCredentials(given.application),
        isOwner(microsoft, given.application, given),
      ]);
      return { listed, owns, name: nameOf(uuidFor), begun, token: secretAnswers.workloadToken, at: now() };
    },

    judge({ listed, owns, token, begun, at }, { rights }) {
      const there = listed.find(isIt);
      if (there && !there.audiences.includes(audience))
        return { is: 'blocked', problem: otherAudience(there, audience) };
      if (there) {
        const made = begun.find(({ outcome }) => outcome === 'done');
        return {
          is: 'met',
          facts: {
            credential: {
              kind: 'federated' as const,
              keyId: there.id,
              expiresAt: '',
              startedAt: made?.at ?? '',
              handle: undefined,
            },
            clientSecret: token as Secret,
          },
          shows: [
            {
              show: 'pairs',
              title: 'Trusted workload',
              pairs: [
                ['Issuer', issuer],
                ['Subject', subject],
                ['Audience', audience],
              ],
            },
          ],
        };
      }
      if (isSomeoneElses(rights, owns))
        return {
          is: 'waiting',
          on: 'person',
          since: at,
          problem: mayNotAdd('federated credential', rights?.register),
        };
      return { is: 'unmet', changes: [add], problem: missing() };
    },

    foresee: ({ rights }) => (rights?.register.is === 'no' ? [] : [add]),

    async apply(_change, { microsoft, given, uuidFor }) {
      const name = nameOf(uuidFor);
      const { id, created } = await microsoft.applications.addFederatedCredential(given.application, {
        name,
        issuer,
        subject,
        audiences: [audience],
      });
      return { made: { kind: 'federated-credential', id, of: given.application }, owned: created };
    },

    recognize({ at: since }, { listed, name, at }, given) {
      const there = listed.find(isIt);
      if (there && there.name !== name) return 'not-ours';
      if (there) {
        const made = { kind: 'federated-credential', id: there.id, of: given.application };
        return { receipt: { made, owned: true } };
      }
      const settled = Date.parse(at) - Date.parse(since) >= mayBeLate * 1000;
      return settled ? 'never-happened' : 'still-open';
    },

    async whose({ made }, { microsoft, uuidFor, given: { application } }) {
      if (made.of !== application || application === undefined) {
        return { is: (await microsoft.applications.byObjectId(made.of ?? '')) ? 'not-ours' : 'gone' };
      }
      const listed = await microsoft.applications.federatedCredentials(application);
      const found = listed.find(({ id }) => id === made.id);
      if (!found) return { is: 'gone' };
      return { is: found.name === nameOf(uuidFor) ? 'ours' : 'not-ours' };
    },

    async undo({ made }, { microsoft }) {
      if (made.kind !== 'federated-credential' || !made.of) return;
      await microsoft.applications.removeFederatedCredential(made.of, made.id);
    },
  });
};

function missing(): Problem {
  return {
    code: 'federated-credential-missing',
    title: 'The application does not trust the workload yet',
    because: 'No federated credential has this issuer and subject, compared to the letter.',
    remedies: [{ do: 'redo', step: 'add-federated-credential' }],
    who: { role: least.register },
  };
}

function otherAudience({ audiences }: FederatedCredential, wanted: string): Problem {
  return {
    code: 'federated-credential-other-audience',
    title: 'The workload is trusted for another audience',
    because: `Its federated credential names ${audiences.join(', ')} and not ${wanted}, and an application has one for each issuer and subject.`,
    remedies: [{ do: 'redo', step: 'questions' }, { do: 'retry' }],
  };
}
