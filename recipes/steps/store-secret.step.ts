import { keyed, optional } from '../../engine/fact.ts';
import { type Problem, ProblemError } from '../../engine/problem.ts';
import type { Show } from '../../engine/show.ts';
import type { Begun, Change, Receipt } from '../../engine/step.ts';
import type {
  CouldNotLook,
  Identity,
  PermissionEntry,
  SecretMetadata,
  SecretSeen,
} from '../../microsoft/microsoft.ts';
import { storedSecret, vault as vaultFact, workspaceRights } from '../facts.ts';
import { azureRoles } from '../known.ts';
import { step } from '../step.ts';
import {
  another,
  behindFirewall,
  expired,
  expiring,
  missing,
  noAddressYet,
  notLookedAt,
  passing,
  refusedBy,
  switchedOff,
} from '../vault-problems.ts';
import { letIn, letInBefore, letOut, lettingIn, mayOpen, mayStore, needsLettingIn } from '../vault-rights.ts';

/** On every version we store: a few digits that tell the same value again, and the operation that stored it. */
const markTag = 'sentinel-onboarding-mark';
const operationTag = 'sentinel-onboarding';
const day = 86_400_000;

interface Seen {
  readonly secret: SecretSeen;
  /** Of what was answered with this command; undefined where nothing was. */
  readonly mark: string | undefined;
  /** Looked at only where the vault is closed to the signed-in one. */
  readonly me: Identity | undefined;
  readonly rights: readonly PermissionEntry[] | CouldNotLook;
  /** What letting oneself in made, where that was begun and its outcome never learnt. */
  readonly letIn: Receipt['made'] | undefined;
  readonly portal: string;
  readonly at: string;
}

/**
 * A secret a person types lies in the vault: it goes in, and is never read back, shown, or put into a template. Looking
 * reads metadata alone. Where the signed-in one may manage the vault and not write its secrets, letting themselves in
 * is a change of its own, reviewed like any other.
 * @param of.answer the id of the question whose secret answer it is.
 */
export const storeSecret = (of: {
  readonly vaultName: string;
  readonly secretName: string;
  readonly answer: string;
  /** As people call it ("Intezer API key"). */
  readonly title: string;
  /** Of the workspace whose rights tell, before the vault exists, what the signed-in one may do in it. */
  readonly workspaceKey: string;
}) => {
  const send: Change = {
    verb: 'send',
    what: `${of.title}, as the secret ${of.secretName}`,
    where: `Key Vault ${of.vaultName}`,
    right: azureRoles['key-vault-secrets-officer'].title,
    undoneBy: 'Undo deletes it where there was none before; the vault keeps it, deleted',
  };

  return step({
    id: 'store-secret',
    title: `Store the ${of.title} in the vault`,
    why: 'There the playbooks find it, and nobody else has to see it',
    severity: 'block',
    checks: ['PB-03'],
    needs: { vault: vaultFact, workspaceRights: optional(keyed(workspaceRights, of.workspaceKey)) },
    gives: { storedSecret },
    // A role on secrets takes up to ten minutes to arrive (https://learn.microsoft.com/azure/key-vault/general/rbac-guide).
    settle: { within: 600, every: 5, usually: { from: 2, to: 120 } },

    async look({ microsoft, given, secretAnswers, begun, now, uuidFor }): Promise<Seen> {
      const { vaults } = microsoft;
      const answered = secretAnswers[of.answer];
      const secret = await vaults.secret(given.vault.name, of.secretName);
      const around = {
        secret,
        mark: answered && vaults.mark(given.vault.name, of.secretName, answered),
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
      const { secret, mark, at } = seen;
      const unmet = (changes: readonly Change[], problem: Problem) =>
        mark === undefined
          ? ({ is: 'blocked', problem: missing(of) } as const)
          : ({ is: 'unmet', changes, problem } as const);
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
      if (wrong) return mark === undefined ? { is: 'blocked', problem: wrong } : unmet([send], wrong);
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
        if (mark === undefined) return { is: 'unknown' as const, problem: notLookedAt(of, late, because) };
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

    foresee: ({ workspaceRights: rights }) => {
      if (!rights || mayStore(rights) === true) return [send];
      return mayOpen(rights, 'rbac') === false ? [] : [lettingIn(of.vaultName, 'rbac'), send];
    },

    async apply(change, { microsoft, given, secretAnswers, operation, made, begun, uuidFor }) {
      const { vault } = given;
      if (change.verb !== 'send') return letIn(microsoft, vault, await microsoft.identity.whoAmI(), uuidFor);
      const value = secretAnswers[of.answer];
      if (!value) throw new ProblemError(missing(of));
      const { vaults } = microsoft;
      const letInNow = made.length > 0 || begun.some(({ change: other }) => other.verb !== 'send');
      const mark = vaults.mark(vault.name, of.secretName, value);
      try {
        const before = await vaults.secret(vault.name, of.secretName);
        if (before.is === 'closed' || before.is === 'no-address') throw refusedBy(before, vault.name);
        const isThere = before.is === 'there';
        if (isThere && before.versions[0].enabled && before.versions[0].tags[markTag] === mark)
          return receiptOf(vault.name, oursAlone(before.versions, begun));
        if (before.is === 'deleted') await vaults.recoverSecret(vault.name, of.secretName);
        const tags = { [markTag]: mark, [operationTag]: operation };
        await vaults.store(vault.name, of.secretName, value, tags).catch(async (error: unknown) => {
          // Who may not read may not see either that a deleted one holds the name.
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

    recognise(begun, { secret, letIn: made }, { vault }) {
      const { operation, change } = begun;
      if (change.verb !== 'send') return made ? { receipt: { made, owned: true } } : 'never-happened';
      if (secret.is === 'closed' || secret.is === 'no-address') return 'still-open';
      if (secret.is !== 'there' || secret.versions[0].tags[operationTag] !== operation)
        return 'never-happened';
      return { receipt: receiptOf(vault.name, oursAlone(secret.versions, [begun])) };
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

/** Whether every version there is was stored by this product, the newest by an operation of this journal. */
const oursAlone = (
  versions: readonly [SecretMetadata, ...SecretMetadata[]],
  begun: readonly Begun[],
): boolean =>
  versions.every(({ tags }) => tags[operationTag] !== undefined) &&
  begun.some(({ operation }) => operation === versions[0].tags[operationTag]);

const isOver = ({ expiresOn }: SecretMetadata, at: string): boolean =>
  expiresOn !== undefined && expiresOn <= at;

const endsSoon = ({ expiresOn }: SecretMetadata, at: string): boolean =>
  expiresOn !== undefined && Date.parse(expiresOn) - Date.parse(at) < 30 * day;

const described = (name: string, versions: readonly [SecretMetadata, ...SecretMetadata[]]): Show => ({
  show: 'pairs',
  title: name,
  pairs: [
    ['Stored', versions[0].createdOn.slice(0, 10)],
    ['Versions', String(versions.length)],
    ['Ends', versions[0].expiresOn?.slice(0, 10) ?? 'Never'],
  ],
});
