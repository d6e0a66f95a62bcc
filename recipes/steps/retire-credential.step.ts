import { keyed } from '../../engine/fact.ts';
import type { Problem } from '../../engine/problem.ts';
import type { Change } from '../../engine/step.ts';
import type { Application } from '../../microsoft/microsoft.ts';
import { appObjectId, type Credential, clientId, credential, proof, retirement } from '../facts.ts';
import { least } from '../known.ts';
import type { Rotation } from '../rotation.ts';
import { step } from '../step.ts';
import { previousHandleOf } from './create-secret.step.ts';

interface Seen {
  readonly listed: Application['passwordCredentials'];
  readonly at: string;
}

/**
 * A client secret that another has replaced is gone once its time is over, and no sooner than the new one has signed in
 * and read everything: `proofs` are the tests that must hold. Repair and rotation carry it out; a check says it is due.
 */
export const retireCredential = (of: { rotation: Rotation | undefined; proofs: readonly string[] }) => {
  const atOnce = of.rotation !== undefined && (of.rotation.retireNow || of.rotation.overlap === 0);
  const replacedBy = (held: Credential): readonly string[] => [
    ...new Set(
      [...(held.replaces?.keyIds ?? []), ...(of.rotation?.retireNow ? [of.rotation.replaces] : [])].filter(
        (keyId) => keyId !== held.keyId,
      ),
    ),
  ];
  const proven = Object.fromEntries(of.proofs.map((name) => [`proof ${name}`, keyed(proof, name)]));

  return step({
    id: 'retire-credential',
    title: 'Retire the client secret before this one',
    why: 'Once the vendor uses the new one, an old one is only a risk',
    severity: atOnce ? 'block' : 'warn',
    repairs: true,
    needs: { application: appObjectId, clientId, credential, ...proven },
    gives: { retirement },
    settle: { within: 60, every: 2 },

    async look({ microsoft, given, now }): Promise<Seen> {
      if (replacedBy(given.credential).length === 0) return { listed: [], at: now() };
      const application = await microsoft.applications.byAppId(given.clientId);
      return { listed: application?.passwordCredentials ?? [], at: now() };
    },

    judge({ listed, at }, { credential: held }) {
      const left = replacedBy(held).filter((keyId) => listed.some((each) => each.keyId === keyId));
      const until = held.replaces?.until ?? at;
      if (left.length === 0) {
        const facts = { retirement: undefined };
        const gone = { show: 'text', text: 'No earlier client secret is left to retire.' } as const;
        return { is: 'met', facts, ...(of.rotation ? { shows: [gone] } : {}) };
      }
      if (atOnce || at >= until) {
        return { is: 'unmet', changes: left.map(removal), problem: due(until) };
      }
      return {
        is: 'met',
        facts: { retirement: { keyIds: left, until } },
        shows: [
          {
            show: 'text',
            text: `The earlier client secret stays until ${until.slice(0, 10)}, so that the vendor can change over. Then it is due to be retired.`,
          },
        ],
      };
    },

    foresee: () => (of.rotation && atOnce ? [removal(of.rotation.replaces)] : []),

    async apply(change, { microsoft, given, forget }) {
      const keyId = replacedBy(given.credential).find((each) => removal(each).what === change.what);
      if (!keyId) throw new Error(`${change.what} is none that was replaced`);
      await microsoft.applications.removePassword(given.application, keyId);
      await forget(previousHandleOf(given.clientId));
      return {
        made: { kind: 'retired-password', id: keyId, of: given.application },
        owned: true,
        lost: 'The earlier client secret: its value cannot be made again',
      };
    },
  });
};

function removal(keyId: string): Change {
  return {
    verb: 'remove',
    what: `Earlier client secret ${keyId.slice(0, 8)}`,
    where: 'the application',
    right: least.register,
    undoneBy: 'Nothing: its value cannot be made again',
  };
}

function due(until: string): Problem {
  return {
    code: 'old-credential-due',
    title: 'The earlier client secret is due to be retired',
    because: `Another one replaced it, and its time was over on ${until.slice(0, 10)}. Whoever still holds it can sign in with it.`,
    remedies: [{ do: 'redo', step: 'retire-credential' }],
    who: { role: least.register },
  };
}
