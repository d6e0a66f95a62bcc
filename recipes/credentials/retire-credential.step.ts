import { keyed } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import type { Application } from '../../microsoft/contract/microsoft.ts';
import {
  appObjectId,
  type Credential,
  clientId,
  credential,
  proof,
  retirement,
  storedSecret,
} from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { needsNamed, step } from '../catalogue/step.ts';
import { secretVaultKey } from '../key-vault/secret-vault.ts';
import { previousKeyHandleOf } from './create-certificate.step.ts';
import { previousHandleOf } from './create-secret.step.ts';
import type { Rotation } from './rotation.ts';

interface Seen {
  readonly listed: readonly { readonly keyId: string }[];
  readonly at: string;
}

/** What is retired; a federated credential has no end, and none takes over from it. */
type What = 'client secret' | 'certificate';

const credentialsOf = (application: Application | undefined, what: What): Seen['listed'] =>
  (what === 'certificate' ? application?.keyCredentials : application?.passwordCredentials) ?? [];

/**
 * A credential that another has replaced is gone once its time is over, and no sooner than the new one has signed in
 * and read everything: `proofs` are the tests that must hold. Repair and rotation carry it out; a check says it is due.
 */
export const retireCredential = (of: {
  rotation: Rotation | undefined;
  proofs: readonly string[];
  /** Whether it waits until the new one lies in the organization's own vault too. */
  delivered?: boolean;
  what?: What | undefined;
}) => {
  const what = of.what ?? 'client secret';
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
    title: `Retire the ${what} before this one`,
    why: 'Remove the old secret after the vendor uses the new one',
    severity: atOnce ? 'block' : 'warn',
    repairs: true,
    needs: {
      application: appObjectId,
      clientId,
      credential,
      ...proven,
      ...(of.delivered ? needsNamed([['delivered', keyed(storedSecret, secretVaultKey)]]) : {}),
    },
    gives: { retirement },
    settle: { within: 60, every: 2 },

    async look({ microsoft, given, now }): Promise<Seen> {
      if (replacedBy(given.credential).length === 0) return { listed: [], at: now() };
      const application = await microsoft.applications.byAppId(given.clientId);
      return { listed: credentialsOf(application, what), at: now() };
    },

    judge({ listed, at }, { credential: held }) {
      const left = replacedBy(held).filter((keyId) => listed.some((each) => each.keyId === keyId));
      const until = held.replaces?.until ?? at;
      if (left.length === 0) {
        const facts = { retirement: undefined };
        const gone = { show: 'text', text: `No earlier ${what} is left to retire.` } as const;
        return { is: 'met', facts, ...(of.rotation ? { shows: [gone] } : {}) };
      }
      if (atOnce || at >= until) {
        return { is: 'unmet', changes: left.map((keyId) => removal(keyId, what)), problem: due(until, what) };
      }
      return {
        is: 'met',
        facts: { retirement: { keyIds: left, until } },
        shows: [
          {
            show: 'text',
            text: `The earlier ${what} stays until ${until.slice(0, 10)}, so that the vendor can change over. Then it is due to be retired.`,
          },
        ],
      };
    },

    foresee: () => (of.rotation && atOnce ? [removal(of.rotation.replaces, what)] : []),

    async apply(change, { microsoft, given, forget }) {
      const keyId = replacedBy(given.credential).find((each) => removal(each, what).what === change.what);
      if (!keyId) throw new Error(`${change.what} is none that was replaced`);
      const { removeCertificate, removePassword } = microsoft.applications;
      const certificate = what === 'certificate';
      await (certificate ? removeCertificate : removePassword)(given.application, keyId);
      await forget((certificate ? previousKeyHandleOf : previousHandleOf)(given.clientId));
      return {
        made: {
          kind: certificate ? 'retired-certificate' : 'retired-password',
          id: keyId,
          of: given.application,
        },
        owned: true,
        lost: `The earlier ${what}: ${lostWith[what]}`,
      };
    },
  });
};

const lostWith: Readonly<Record<What, string>> = {
  'client secret': 'its value cannot be made again',
  certificate: 'its private key is kept here no longer',
};

function removal(keyId: string, what: What): Change {
  return {
    verb: 'remove',
    what: `Earlier ${what} ${keyId.slice(0, 8)}`,
    where: 'the application',
    right: least.register,
    undoneBy: `Nothing: ${lostWith[what]}`,
  };
}

function due(until: string, what: What): Problem {
  return {
    code: 'old-credential-due',
    title: `The earlier ${what} is due to be retired`,
    because: `Another one replaced it, and its time was over on ${until.slice(0, 10)}. Whoever still holds it can sign in with it.`,
    remedies: [{ do: 'redo', step: 'retire-credential' }],
    who: { role: least.register },
  };
}
