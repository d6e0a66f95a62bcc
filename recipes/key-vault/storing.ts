import type { CheckId } from '../../engine/model/check-catalogue.ts';
import { type Fact, optional } from '../../engine/model/fact.ts';
import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import { pretendKey } from '../../engine/model/question.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Change, Receipt } from '../../engine/model/step.ts';
import type {
  CouldNotLook,
  Identity,
  Microsoft,
  PermissionEntry,
  SecretSeen,
} from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import {
  type Credential,
  clientSecret,
  credential,
  type KeyVault,
  type StoredSecret,
  type VaultDoor,
} from '../catalogue/facts.ts';
import { azureRoles } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import {
  another,
  behindFirewall,
  expired,
  expiring,
  missing,
  noAddressYet,
  notHeld,
  notLookedAt,
  passing,
  refusedBy,
  type StoredAs,
  switchedOff,
} from './problems.ts';
import {
  isLetIn,
  type LetIn,
  letIn,
  letInBefore,
  letOut,
  lettingIn,
  mayOpen,
  mayStore,
  needsLettingIn,
} from './rights.ts';
import { described, endsSoon, isOver, markTag, operationTag, oursAlone } from './stored-versions.ts';

interface Seen {
  readonly secret: SecretSeen;
  /** What the version of what is at hand is known by; undefined where nothing is. */
  readonly mark: string | undefined;
  /** Whether there is something to store. */
  readonly has: boolean;
  /** Looked at only where the vault is closed to the signed-in one. */
  readonly me: Identity | undefined;
  readonly rights: readonly PermissionEntry[] | CouldNotLook;
  /** What letting oneself in made, where that was begun and its outcome never learnt. */
  readonly letIn: LetIn | undefined;
  readonly portal: string;
  readonly at: string;
}

/** What is stored where, and what is said of it. */
export interface Storing extends StoredAs {
  readonly id: string;
  readonly heading: string;
  readonly why: string;
  readonly severity: 'block' | 'warn';
  readonly checks: readonly CheckId[];
  readonly vault: Fact<KeyVault>;
  readonly stored: Fact<StoredSecret>;
  /** The question whose secret answer it is; without one it is the application's client secret. */
  readonly answer?: string;
  /** What tells beforehand whether the signed-in one may store there. */
  readonly beforehand: Fact<Beforehand>;
  /** Reads that. */
  foresees(known: Beforehand | undefined, send: Change): readonly Change[];
}

/** Rights on the place of a vault that does not exist yet, or how a vault that stands received a look. */
export type Beforehand = readonly PermissionEntry[] | CouldNotLook | VaultDoor;

/**
 * A secret lies in a vault: it goes in, and is never read back, shown, or put into a template. Looking reads metadata
 * alone: what a person typed is known again by a mark of it, a client secret by its credential's key ID. Where the
 * signed-in one may manage the vault and not write its secrets, letting themselves in is a change of its own, reviewed
 * like any other.
 */
export const storing = (of: Storing) => {
  const send: Change = {
    verb: 'send',
    what: `${of.title}, as the secret ${of.secretName}`,
    where: `Key Vault ${of.vaultName}`,
    right: azureRoles['key-vault-secrets-officer'].title,
    undoneBy: "Undo deletes it if it's new. The vault keeps it soft-deleted.",
  };
  const needed: Fact<Credential | undefined> = of.answer === undefined ? credential : optional(credential);
  /** What is at hand to be stored, and what its version will be known by. */
  const atHand = (
    { vaults }: Microsoft,
    given: { readonly credential: Credential | undefined; readonly clientSecret: Secret | undefined },
    answers: Readonly<Record<string, Secret>>,
    mayPretend: boolean,
  ): { readonly value: Secret | undefined; readonly mark: string | undefined } => {
    if (of.answer === undefined) return { value: given.clientSecret, mark: given.credential?.keyId };
    const value = answers[of.answer] ?? (mayPretend ? answers[pretendKey(of.answer)] : undefined);
    return { value, mark: value && vaults.mark(of.vaultName, of.secretName, value) };
  };

  return step({
    id: of.id,
    title: of.heading,
    why: of.why,
    severity: of.severity,
    checks: of.checks,
    needs: {
      vault: of.vault,
      credential: needed,
      clientSecret: optional(clientSecret),
      beforehand: optional(of.beforehand),
    },
    gives: { storedSecret: of.stored },
    // A role on secrets takes up to ten minutes to arrive (https://learn.microsoft.com/azure/key-vault/general/rbac-guide).
    settle: { within: 600, every: 5, usually: { from: 2, to: 120 } },

    async look({ microsoft, given, secretAnswers, begun, now, uuidFor }): Promise<Seen> {
      const { vaults } = microsoft;
      const secret = await vaults.secret(given.vault.name, of.secretName);
      // The sample value used in practice never replaces a value that someone stored.
      const { value, mark } = atHand(microsoft, given, secretAnswers, secret.is !== 'there');
      const around = {
        secret,
        mark,
        has: value !== undefined,
        portal: microsoft.portal,
        at: now(),
      };
      const open = begun.some(({ outcome, change }) => outcome === 'open' && change.verb !== 'send');
      if (secret.is !== 'closed' && !open) return { ...around, me: undefined, rights: [], letIn: undefined };
      const [me, rights] = await Promise.all([
        microsoft.identity.whoAmI(),
        microsoft.roles.permissionsAt(given.vault.id),
      ]);
      const before = open ? await letInBefore(microsoft, given.vault, me, uuidFor) : undefined;
      return { ...around, me, rights, letIn: before };
    },

    judge(seen, { vault }) {
      const { secret, mark, has, at } = seen;
      const unmet = (changes: readonly Change[], problem: Problem) =>
        has
          ? ({ is: 'unmet', changes, problem } as const)
          : ({ is: 'blocked', problem: of.answer === undefined ? notHeld(of) : problem } as const);
      switch (secret.is) {
        case 'no-address':
          return {
            is: 'waiting',
            on: 'microsoft',
            since: at,
            usually: { from: 5, to: 60 },
            problem: noAddressYet(vault.name),
          };
        case 'closed':
          return closed(seen, secret);
        case 'missing':
        case 'deleted':
          return unmet([send], missing(of));
        case 'there':
          break;
      }
      const [newest] = secret.versions;
      const wrong = newest.enabled ? (isOver(newest, at) ? expired(of, newest) : undefined) : switchedOff(of);
      if (wrong) return unmet([send], wrong);
      if (mark !== undefined && newest.tags[markTag] !== mark) return unmet([send], another(of));
      return {
        is: 'met',
        facts: {
          storedSecret: { name: of.secretName, version: newest.version, updatedOn: newest.updatedOn },
        },
        shows: [described(of.secretName, secret.versions)],
        ...(endsSoon(newest, at) ? { warning: expiring(of, newest) } : {}),
      };

      function closed(
        { me, rights, portal }: Seen,
        { by, because }: { readonly by: 'rights' | 'network'; readonly because: string },
      ) {
        if (by === 'network')
          return { is: 'blocked' as const, problem: behindFirewall(vault.name, because, portal) };
        const letting = lettingIn(vault.name, vault.mode);
        // By role it can be told whether the right is only late; by policy a refusal is the vault's word.
        const late = vault.mode === 'rbac' && mayStore(rights) !== false;
        if (!has) return { is: 'unknown' as const, problem: notLookedAt(of, late, because) };
        if (late) return unmet([send], notLookedAt(of, late, because));
        if (mayOpen(rights, vault.mode) === false && me)
          return {
            is: 'waiting' as const,
            on: 'person' as const,
            since: at,
            problem: needsLettingIn(vault, me, portal),
          };
        return unmet([letting, send], notLookedAt(of, late, because));
      }
    },

    foresee: ({ beforehand }) => of.foresees(beforehand, send),

    async apply(change, { microsoft, given, secretAnswers, operation, made, begun, uuidFor }) {
      const { vault } = given;
      if (change.verb !== 'send') return letIn(microsoft, vault, await microsoft.identity.whoAmI(), uuidFor);
      const { value, mark } = atHand(microsoft, given, secretAnswers, true);
      if (!value || mark === undefined) throw new ProblemError(missing(of));
      const { vaults } = microsoft;
      const letInNow = made.length > 0 || begun.some(({ change: other }) => other.verb !== 'send');
      try {
        const before = await vaults.secret(vault.name, of.secretName);
        if (before.is === 'closed' || before.is === 'no-address') throw refusedBy(before, vault.name);
        const isThere = before.is === 'there';
        if (isThere && before.versions[0].enabled && before.versions[0].tags[markTag] === mark)
          return receiptOf(vault.name, oursAlone(before.versions, begun));
        if (before.is === 'deleted') await vaults.recoverSecret(vault.name, of.secretName);
        const tags = { [markTag]: mark, [operationTag]: operation };
        await vaults.store(vault.name, of.secretName, value, tags).catch(async (error: unknown) => {
          // An account that can't read secrets can't see that a deleted one has the name, either.
          if (!(error instanceof ProblemError && error.problem.code === 'vault-secret-deleted')) throw error;
          await vaults.recoverSecret(vault.name, of.secretName);
          await vaults.store(vault.name, of.secretName, value, tags);
        });
        // A vault gives no version back: what stood before keeps its versions, and ours stays the newest.
        return receiptOf(vault.name, !isThere);
      } catch (error) {
        throw letInNow ? passing(error) : error;
      }
    },

    recognize(begun, { secret, letIn: open }, { vault }) {
      const { operation, change } = begun;
      if (change.verb !== 'send') {
        if (!open) return 'never-happened';
        // A policy tells no time. It is taken as ours: left, it would let the person into secrets without anybody's word.
        if (vault.mode === 'rbac' && !bornOf(begun, open.createdOn)) return 'not-ours';
        return { receipt: { made: open.made, owned: true } };
      }
      if (secret.is === 'closed' || secret.is === 'no-address') return 'still-open';
      if (secret.is !== 'there') return 'never-happened';
      if (secret.versions[0].tags[operationTag] !== operation) return 'not-ours';
      return { receipt: receiptOf(vault.name, oursAlone(secret.versions, [begun])) };
    },

    async whose({ made }, { microsoft, begun, given: { vault } }) {
      // With the vault went what was in it, and who was let in.
      if (!vault) return { is: 'gone' };
      if (made.kind !== 'vault-secret')
        return { is: (await isLetIn(made, vault, microsoft)) ? 'ours' : 'not-ours' };
      if (made.id !== of.secretName || made.of !== vault.name) return { is: 'not-ours' };
      const secret = await microsoft.vaults.secret(vault.name, of.secretName);
      if (secret.is === 'missing' || secret.is === 'deleted') return { is: 'gone' };
      // Undo deletes all of it: no one else can have stored a version since, with this product or without.
      return { is: secret.is === 'there' && oursAlone(secret.versions, begun) ? 'ours' : 'not-ours' };
    },

    async undo({ made }, { microsoft }) {
      if (made.kind !== 'vault-secret') return letOut(made, microsoft);
      if (!made.of) return;
      await microsoft.vaults.deleteSecret(made.of, made.id).catch((error: unknown) => {
        throw passing(error);
      });
    },
  });

  function receiptOf(vaultName: string, owned: boolean): Receipt {
    return {
      made: { kind: 'vault-secret', id: of.secretName, of: vaultName },
      owned,
      remains: `The secret ${of.secretName} stays in ${vaultName}, deleted, until its days are over`,
    };
  }
};
