import type { CheckId } from '../../engine/model/check-catalogue.ts';
import { type Fact, optional } from '../../engine/model/fact.ts';
import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import { pretendKey } from '../../engine/model/question.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type {
  Begun,
  Change,
  Finding,
  Looking,
  Receipt,
  Recognized,
  Tools,
  Whose,
} from '../../engine/model/step.ts';
import type {
  CouldNotLook,
  Identity,
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
import { step, type Undoing, type World } from '../catalogue/step.ts';
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

const needsOf = (of: Storing) => {
  const made: Fact<Credential | undefined> = of.answer === undefined ? credential : optional(credential);
  return {
    vault: of.vault,
    credential: made,
    clientSecret: optional(clientSecret),
    beforehand: optional(of.beforehand),
  };
};
type Needs = ReturnType<typeof needsOf>;
type Found = Finding<{ readonly storedSecret: Fact<StoredSecret> }>;
type Working = Tools<Needs, World>;

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

/**
 * A secret lies in a vault: it goes in, and is never read back, shown, or put into a template. Looking reads metadata
 * alone: what a person typed is known again by a mark of it, a client secret by its credential's key ID. Where the
 * signed-in one may manage the vault and not write its secrets, letting themselves in is a change of its own, reviewed
 * like any other.
 */
export const storing = (of: Storing) =>
  step({
    id: of.id,
    title: of.heading,
    why: of.why,
    severity: of.severity,
    checks: of.checks,
    needs: needsOf(of),
    gives: { storedSecret: of.stored },
    // A role on secrets takes up to ten minutes to arrive (https://learn.microsoft.com/azure/key-vault/general/rbac-guide).
    settle: { within: 600, every: 5, usually: { from: 2, to: 120 } },
    look: (tools) => lookInVault(of, tools),
    judge: (seen, { vault }) => judgeVersions(of, seen, vault),
    foresee: ({ beforehand }) => of.foresees(beforehand, sending(of)),
    apply: (change, tools) => (change.verb === 'send' ? applySending(of, tools) : applyLettingIn(tools)),
    recognize: (begun, seen, { vault }) =>
      begun.change.verb === 'send'
        ? recognizeVersion(of, begun, seen, vault)
        : recognizeLettingIn(begun, seen, vault),
    whose: (receipt, tools) => whoseVersions(of, receipt, tools),
    undo: undoStoring,
  });

const sending = (of: Storing): Change => ({
  verb: 'send',
  what: `${of.title}, as the secret ${of.secretName}`,
  where: `Key Vault ${of.vaultName}`,
  right: azureRoles['key-vault-secrets-officer'].title,
  undoneBy: "Undo deletes it if it's new. The vault keeps it soft-deleted.",
});

/** What is at hand to be stored, and what its version will be known by. */
function atHand(
  of: Storing,
  { microsoft: { vaults }, given, secretAnswers }: Working,
  mayPretend: boolean,
): { readonly value: Secret | undefined; readonly mark: string | undefined } {
  if (of.answer === undefined) return { value: given.clientSecret, mark: given.credential?.keyId };
  const value = secretAnswers[of.answer] ?? (mayPretend ? secretAnswers[pretendKey(of.answer)] : undefined);
  return { value, mark: value && vaults.mark(of.vaultName, of.secretName, value) };
}

async function lookInVault(of: Storing, tools: Working): Promise<Seen> {
  const { microsoft, given, begun, now, uuidFor } = tools;
  const secret = await microsoft.vaults.secret(given.vault.name, of.secretName);
  // The sample value used in practice never replaces a value that someone stored.
  const { value, mark } = atHand(of, tools, secret.is !== 'there');
  const around = { secret, mark, has: value !== undefined, portal: microsoft.portal, at: now() };
  const open = begun.some(({ outcome, change }) => outcome === 'open' && change.verb !== 'send');
  if (secret.is !== 'closed' && !open) return { ...around, me: undefined, rights: [], letIn: undefined };
  const [me, rights] = await Promise.all([
    microsoft.identity.whoAmI(),
    microsoft.roles.permissionsAt(given.vault.id),
  ]);
  const before = open ? await letInBefore(microsoft, given.vault, me, uuidFor) : undefined;
  return { ...around, me, rights, letIn: before };
}

function judgeVersions(of: Storing, seen: Seen, vault: KeyVault): Found {
  const { secret, mark, at } = seen;
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
      return judgeClosed(of, seen, secret, vault);
    case 'missing':
    case 'deleted':
      return unmet(of, seen, [sending(of)], missing(of));
    case 'there':
      break;
  }
  const [newest] = secret.versions;
  const wrong = newest.enabled ? (isOver(newest, at) ? expired(of, newest) : undefined) : switchedOff(of);
  if (wrong) return unmet(of, seen, [sending(of)], wrong);
  if (mark !== undefined && newest.tags[markTag] !== mark) return unmet(of, seen, [sending(of)], another(of));
  return {
    is: 'met',
    facts: { storedSecret: { name: of.secretName, version: newest.version, updatedOn: newest.updatedOn } },
    shows: [described(of.secretName, secret.versions)],
    ...(endsSoon(newest, at) ? { warning: expiring(of, newest) } : {}),
  };
}

/** A vault that the signed-in account can't look into. */
function judgeClosed(
  of: Storing,
  seen: Seen,
  { by, because }: Extract<SecretSeen, { readonly is: 'closed' }>,
  vault: KeyVault,
): Found {
  const { has, me, rights, portal, at } = seen;
  if (by === 'network') return { is: 'blocked', problem: behindFirewall(vault.name, because, portal) };
  // By role it can be told whether the right is only late; by policy a refusal is the vault's word.
  const late = vault.mode === 'rbac' && mayStore(rights) !== false;
  const problem = notLookedAt(of, late, because);
  if (!has) return { is: 'unknown', problem };
  if (late) return unmet(of, seen, [sending(of)], problem);
  if (mayOpen(rights, vault.mode) === false && me)
    return { is: 'waiting', on: 'person', since: at, problem: needsLettingIn(vault, me, portal) };
  return unmet(of, seen, [lettingIn(vault.name, vault.mode), sending(of)], problem);
}

/** Blocked instead where there is nothing to store. */
function unmet(of: Storing, { has }: Seen, changes: readonly Change[], problem: Problem): Found {
  if (has) return { is: 'unmet', changes, problem };
  return { is: 'blocked', problem: of.answer === undefined ? notHeld(of) : problem };
}

const applyLettingIn = async ({ microsoft, given, uuidFor }: Working): Promise<Receipt> =>
  letIn(microsoft, given.vault, await microsoft.identity.whoAmI(), uuidFor);

async function applySending(of: Storing, tools: Working): Promise<Receipt> {
  const { given, operation, made, begun } = tools;
  const { name } = given.vault;
  const { value, mark } = atHand(of, tools, true);
  if (!value || mark === undefined) throw new ProblemError(missing(of));
  const { vaults } = tools.microsoft;
  const letInNow = made.length > 0 || begun.some(({ change }) => change.verb !== 'send');
  try {
    const before = await vaults.secret(name, of.secretName);
    if (before.is === 'closed' || before.is === 'no-address') throw refusedBy(before, name);
    const isThere = before.is === 'there';
    if (isThere && before.versions[0].enabled && before.versions[0].tags[markTag] === mark)
      return receiptOf(of, name, oursAlone(before.versions, begun));
    if (before.is === 'deleted') await vaults.recoverSecret(name, of.secretName);
    const tags = { [markTag]: mark, [operationTag]: operation };
    await vaults.store(name, of.secretName, value, tags).catch(async (error: unknown) => {
      // An account that can't read secrets can't see that a deleted one has the name, either.
      if (!(error instanceof ProblemError && error.problem.code === 'vault-secret-deleted')) throw error;
      await vaults.recoverSecret(name, of.secretName);
      await vaults.store(name, of.secretName, value, tags);
    });
    // A vault gives no version back: what stood before keeps its versions, and ours stays the newest.
    return receiptOf(of, name, !isThere);
  } catch (error) {
    throw letInNow ? passing(error) : error;
  }
}

function recognizeLettingIn(begun: Begun, { letIn: open }: Seen, vault: KeyVault): Recognized {
  if (!open) return 'never-happened';
  // A policy tells no time. It is taken as ours: left, it would let the person into secrets without anybody's word.
  if (vault.mode === 'rbac' && !bornOf(begun, open.createdOn)) return 'not-ours';
  return { receipt: { made: open.made, owned: true } };
}

function recognizeVersion(of: Storing, begun: Begun, { secret }: Seen, vault: KeyVault): Recognized {
  if (secret.is === 'closed' || secret.is === 'no-address') return 'still-open';
  if (secret.is !== 'there') return 'never-happened';
  if (secret.versions[0].tags[operationTag] !== begun.operation) return 'not-ours';
  return { receipt: receiptOf(of, vault.name, oursAlone(secret.versions, [begun])) };
}

async function whoseVersions(
  of: Storing,
  { made }: Receipt,
  { microsoft, begun, given: { vault } }: Looking<Needs, World>,
): Promise<Whose> {
  // With the vault went what was in it, and who was let in.
  if (!vault) return { is: 'gone' };
  if (made.kind !== 'vault-secret')
    return { is: (await isLetIn(made, vault, microsoft)) ? 'ours' : 'not-ours' };
  if (made.id !== of.secretName || made.of !== vault.name) return { is: 'not-ours' };
  const secret = await microsoft.vaults.secret(vault.name, of.secretName);
  if (secret.is === 'missing' || secret.is === 'deleted') return { is: 'gone' };
  // Undo deletes all of it: no one else can have stored a version since, with this product or without.
  return { is: secret.is === 'there' && oursAlone(secret.versions, begun) ? 'ours' : 'not-ours' };
}

async function undoStoring({ made }: Receipt, { microsoft }: Undoing): Promise<void> {
  if (made.kind !== 'vault-secret') return letOut(made, microsoft);
  if (!made.of) return;
  await microsoft.vaults.deleteSecret(made.of, made.id).catch((error: unknown) => {
    throw passing(error);
  });
}

function receiptOf(of: Storing, vaultName: string, owned: boolean): Receipt {
  return {
    made: { kind: 'vault-secret', id: of.secretName, of: vaultName },
    owned,
    remains: `The secret ${of.secretName} stays in ${vaultName}, deleted, until its days are over`,
  };
}
