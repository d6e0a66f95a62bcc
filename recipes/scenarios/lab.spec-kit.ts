import {
  type PracticeTenant,
  practiceTenant,
  signInAsPerson,
  type TenantName,
  type TenantState,
  virtualClock,
} from '@sentinel-onboarding/practice';
import { parseHere, worldOf } from '../../app/queries.ts';
import type { Entry, RunTenant } from '../../engine/journal/journal.ts';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import { type Answers, type AnswerValue, isAsked, type Question } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { HeldSecret } from '../../engine/model/step.ts';
import type { Host } from '../../engine/run/host.ts';
import { type RunRequest, type RunResult, run } from '../../engine/run/run.ts';
import { type UndoRequest, type UndoResult, undoRun } from '../../engine/undo/undo.ts';
import { uuidFor } from '../../host/host.ts';
import { withPretend } from '../../host/input/sample-secrets.ts';
import { sha256 } from '../../host/storage/seal.ts';
import { collectEvidence } from '../../microsoft/clients/evidence.ts';
import type { RequestLine } from '../../microsoft/clients/network.ts';
import { connect } from '../../microsoft/connect.ts';
import { signIn } from '../../microsoft/sessions/sign-in.ts';
import type { World } from '../catalogue/step.ts';

/** One computer with a practice tenant in front of it: a journal, a vault, a clock that only waiting moves. */
export interface Lab {
  readonly tenant: PracticeTenant;
  readonly journal: Entry[];
  readonly vault: Map<string, HeldSecret>;
  /** Writes that reached the tenant: everything but reads, sign-ins and queries. */
  writes(): readonly string[];
  lines(): readonly RequestLine[];
  /** As it is now: the tenant's contents and the time there, this computer's journal and vault. */
  copy(): LabCopy;
  /** A process of ours: signs in anew and knows nothing but the journal and the vault. */
  open(more?: Partial<Power>): Promise<Process>;
}

/** A desk as it was at one moment; `deskOf` goes on from there, as often as wanted. */
export interface LabCopy {
  readonly name: TenantName;
  readonly lagSeconds: number;
  readonly saved: string;
  /** Milliseconds since 1970 on the tenant's clock. */
  readonly now: number;
  readonly journal: readonly Entry[];
  readonly vault: ReadonlyMap<string, HeldSecret>;
  readonly ids: number;
}

/** When the power is cut: at the nth write, or at the first to a path; before Microsoft has it or after. */
export interface Power {
  readonly at: number | string;
  readonly when: 'before' | 'after';
  /**
   * Told what a power cut at each write would have left, before Microsoft has it and after; the power stays on. What
   * was on its way in that moment arrives, as it would have.
   */
  onCut(left: LabCopy, write: number, when: 'before' | 'after'): void;
  /** The places `onCut` hears of: a copy of the tenant takes longer than the write. All of them unless said. */
  isWanted(write: number): boolean;
  /** Plants a mistake between the engine and the disk. */
  wrapHost(host: Host): Host;
  /** Signs in with the credential of an application instead of as the admin. */
  readonly as: { readonly clientId: string; readonly clientSecret: string };
}

export interface Process {
  readonly world: World;
  readonly host: Host;
  readonly dead: () => boolean;
  run(recipe: Recipe<World>, intent: RunRequest<World>['intent'], more?: RunOptions): Promise<RunResult>;
  undo(recipe: Recipe<World>, runId: string): Promise<UndoResult>;
  /** Takes a connection away that another computer, or somebody by hand, has made. */
  disconnect(
    recipe: Recipe<World>,
    answers: Readonly<Record<string, AnswerValue>>,
    confirm?: UndoRequest<World>['confirm'],
  ): Promise<UndoResult>;
}

export interface RunOptions {
  readonly answers?: Readonly<Record<string, AnswerValue>>;
  /** What is known before the tenant is asked for the rest: a check that begins with an application. */
  readonly known?: Readonly<Record<string, AnswerValue>>;
  readonly runId?: string;
  readonly secretAnswers?: RunRequest<World>['secretAnswers'];
  readonly only?: readonly string[];
  readonly waits?: RunRequest<World>['waits'];
}

/**
 * The tenants among these that this part of the tests is about: `npm test` shows the laws on `fresh`, and what comes
 * behind it on the others, so that nothing is shown twice. While somebody works (`near`), one tenant is enough.
 */
export function tenantsOfPart<Name extends string>(names: readonly Name[]): readonly Name[] {
  const part = globalThis.process.env['SPECS'] ?? 'all';
  if (part === 'all') return names;
  return names.filter((name) => (name === 'fresh') === (part !== 'rest'));
}

const reads =
  /\/(query|resources|\$batch|token|login|devicecode|listConsentLinks|listCallbackUrl|validate|whatIf|checkNameAvailability)$/i;

export function isWrite(request: { method: string; path: string }): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return false;
  return !reads.test(request.path.split('?')[0] ?? '');
}

/** A desk that goes on from where another one was. */
export function labOf(copy: LabCopy): Lab {
  const { name, lagSeconds, saved, now } = copy;
  return lab(practiceTenant(name, { clock: virtualClock(now), lagSeconds, strict: true, saved }), {
    lagSeconds,
    copy,
  });
}

/** One whole run, and what a power cut at each of its writes, or at those wanted, would have left. */
export async function cutEverywhere<Result>(
  at: Lab,
  go: (process: Process) => Promise<Result>,
  isWanted: Power['isWanted'] = () => true,
): Promise<{ result: Result; cuts: readonly { left: LabCopy; nth: number; when: 'before' | 'after' }[] }> {
  const cuts: { left: LabCopy; nth: number; when: 'before' | 'after' }[] = [];
  const onCut: NonNullable<Power['onCut']> = (left, nth, when) => void cuts.push({ left, nth, when });
  const process = await at.open({ onCut, isWanted });
  return { result: await go(process), cuts };
}

/** A desk before a new tenant of that name, or before one that somebody has already worked in. */
export function lab(
  whose: TenantName | PracticeTenant,
  /** `computer` counts them where several stand before one tenant: no two make the same ids. */
  of: { lagSeconds?: number; seed?: number; copy?: LabCopy; computer?: number } = {},
): Lab {
  const computer = String(of.computer ?? 0).padStart(8, '0');
  const lagSeconds = of.lagSeconds ?? 0;
  const tenant =
    typeof whose === 'string'
      ? practiceTenant(whose, { clock: virtualClock(), lagSeconds, strict: true, seed: of.seed ?? 1 })
      : whose;
  const { clock } = tenant;
  const journal: Entry[] = [...(of.copy?.journal ?? [])];
  const vault = new Map<string, HeldSecret>(of.copy?.vault);
  const lines: RequestLine[] = [];
  let ids = of.copy?.ids ?? 0;
  const ours = () => ({ journal: [...journal], vault: new Map(vault), ids });
  const theirs = () => ({ name: tenant.name, lagSeconds, saved: tenant.save(), now: clock.now() });

  return {
    copy: () => ({ ...ours(), ...theirs() }),
    tenant,
    journal,
    vault,
    lines: () => lines,
    writes: () =>
      tenant
        .requests()
        .filter((request) => !request.inner && isWrite(request))
        .map(({ method, path }) => `${method} ${path}`),

    async open(power = {}) {
      let dead = false;
      let writes = 0;
      const died = () => new Error('the power is off');
      const alive = () => {
        if (dead) throw died();
      };
      const fetch = async (request: Request): Promise<Response> => {
        alive();
        const { pathname } = new URL(request.url);
        const write = isWrite({ method: request.method, path: pathname });
        if (write) writes++;
        const nth = writes;
        if (write && power.onCut) await left(power.onCut, nth, 'before');
        await open;
        const cut =
          write && (typeof power.at === 'string' ? pathname.includes(power.at) : writes === power.at);
        if (cut && power.when === 'before') dead = true;
        alive();
        const answered = tenant.fetch(request);
        const arrived = answered.then(
          () => void underWay.delete(arrived),
          () => void underWay.delete(arrived),
        );
        underWay.add(arrived);
        const response = await answered;
        if (write && power.onCut) await left(power.onCut, nth, 'after');
        if (cut) dead = true;
        alive();
        return response;
      };
      const underWay = new Set<Promise<void>>();
      let open: Promise<void> = Promise.resolve();
      // Nothing new is sent until what is on its way has arrived: that is how a power cut would leave the tenant.
      const left = (tell: Power['onCut'], nth: number, when: 'before' | 'after'): Promise<void> => {
        if (power.isWanted?.(nth) === false) return open;
        const here = ours();
        open = open.then(async () => {
          await Promise.all(underWay);
          tell({ ...here, ...theirs() }, nth, when);
        });
        return open;
      };
      const plain: Host = {
        now: () => new Date(clock.now()).toISOString(),
        elapsed: () => clock.now(),
        async sleep(seconds, signal) {
          alive();
          if (signal.aborted) throw signal.reason;
          await clock.sleep(seconds * 1000);
          alive();
        },
        newId: () => `${computer}-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
        hash: sha256,
        uuidFor,
        watch: collectEvidence,
        vault: {
          async keep(handle, value, about) {
            alive();
            vault.set(handle, { handle, value, about });
            return 'durable';
          },
          held: async (handle) => vault.get(handle),
          async forget(handle) {
            alive();
            vault.delete(handle);
          },
        },
        async append(entry) {
          alive();
          journal.push(structuredClone(entry));
        },
      };
      const host = power.wrapHost ? power.wrapHost(plain) : plain;
      const session = await signIn({
        fetch,
        cloud: tenant.cloud,
        tenant: tenant.tenantId,
        how: power.as ? 'environment' : 'browser',
        environment: {
          AZURE_CLIENT_ID: power.as?.clientId,
          AZURE_CLIENT_SECRET: power.as?.clientSecret,
          AZURE_TENANT_ID: tenant.tenantId,
        },
        openBrowser: async (url) => {
          await signInAsPerson(tenant, url);
        },
        now: host.now,
        sleep: (seconds) => clock.sleep(seconds * 1000),
      });
      const microsoft = connect({
        fetch,
        cloud: tenant.cloud,
        signIn: session,
        onRequest: (line) => lines.push(line),
        now: host.now,
        sleep: (seconds) => clock.sleep(seconds * 1000),
      });
      const world = worldOf(microsoft, parseHere);
      const whose: RunTenant = {
        tenantId: tenant.tenantId,
        tenantName: tenant.tenantName,
        cloud: tenant.cloud,
        practice: true,
        account: session.account.userName,
      };
      const signal = new AbortController().signal;
      const bug = (error: unknown) => {
        if (!dead) throw error;
      };

      return {
        world,
        host,
        dead: () => dead,
        async run(recipe, intent, more = {}) {
          const asks = await recipe.choose(world, {
            given: more.known ?? {},
            checks: intent === 'verify' || intent === 'repair',
          });
          const answers = answersFor(asks, more.answers ?? {});
          const unfinished = journal.findLast(
            (entry) => entry.kind === 'run-began' && entry.intent === 'set-up',
          );
          return run({
            recipe,
            intent,
            answers,
            answered: answeredBy(answers),
            secretAnswers: withPretend(more.secretAnswers ?? {}, asks, whose),
            ...(more.only ? { only: more.only } : {}),
            world,
            host,
            tenant: whose,
            runId: more.runId ?? (intent === 'set-up' ? unfinished?.runId : undefined) ?? host.newId(),
            earlier: [...journal],
            approve: async () => 'yes',
            onEntry: () => {},
            onUnexpected: bug,
            signal,
            ...(more.waits ? { waits: more.waits } : {}),
          });
        },
        async disconnect(recipe, given, confirm) {
          const answers = answersFor(await recipe.choose(world), given);
          return undoRun({
            recipe,
            answers,
            answered: answeredBy(answers),
            world,
            host,
            tenant: whose,
            runId: host.newId(),
            entries: [],
            disconnects: true,
            approve: async () => 'yes',
            ...(confirm ? { confirm } : {}),
            onEntry: () => {},
            onUnexpected: bug,
            signal,
          });
        },
        undo: async (recipe, runId) => {
          const entries = journal.filter((entry) => entry.runId === runId);
          const began = entries.find((entry) => entry.kind === 'run-began');
          return undoRun({
            recipe,
            answered: answeredBy(began && 'answers' in began ? began.answers : {}),
            world,
            host,
            tenant: whose,
            runId,
            entries,
            approve: async () => 'yes',
            onEntry: () => {},
            onUnexpected: bug,
            signal,
          });
        },
      };
    },
  };
}

/** Defaults throughout; where a pick has none, the first that can be picked. */
export function answersFor(asks: readonly Question[], given: Readonly<Record<string, AnswerValue>>): Answers {
  const raw: Record<string, AnswerValue> = { ...given };
  for (const ask of asks) {
    if (ask.kind !== 'pick' || raw[ask.id] !== undefined || ask.default.length > 0) continue;
    if (!isAsked(ask, asks, raw)) continue;
    const first = ask.options.find(({ unusable }) => !unusable);
    if (first) raw[ask.id] = [first.id];
  }
  const parsed = parseAnswers(asks, raw);
  if ('refusals' in parsed) throw new Error(JSON.stringify(parsed.refusals));
  return parsed.answers;
}

/** What a tenant holds, but for what Microsoft keeps: of the deleted, and of what was deployed. */
export function withoutDeleted(state: TenantState): unknown {
  const {
    deletedItems: _deleted,
    deletedSecrets: _secrets,
    deletedVaults: _vaults,
    deployments: _history,
    ...rest
  } = state as unknown as Record<string, unknown>;
  return rest;
}

/** What counts as made twice, and the secrets nobody holds. Read from the tenant's truth, never from our journal. */
export function strays(of: Lab): { duplicates: readonly string[]; orphans: readonly string[] } {
  const state = JSON.parse(JSON.stringify(of.tenant.state())) as Record<string, unknown>;
  const list = (kind: string) =>
    Object.values((state[kind] ?? {}) as Record<string, Record<string, unknown>>);
  const seen = new Map<string, number>();
  const count = (key: string) => seen.set(key, (seen.get(key) ?? 0) + 1);
  for (const application of list('applications')) {
    if (String(application.uniqueName ?? '').startsWith('sentinel-onboarding'))
      count(`application ${application.displayName}`);
  }
  for (const principal of list('servicePrincipals')) count(`service principal of ${principal.appId}`);
  for (const grant of list('appRoleAssignments'))
    count(`grant ${grant.principalId} ${grant.resourceId} ${grant.appRoleId}`);
  for (const role of list('roleAssignments')) {
    count(`role ${role.principalId} ${role.roleDefinition} ${role.scope}`.toLowerCase());
  }
  const held = new Set([...of.vault.values()].map(({ about }) => about.keyId));
  const orphans = list('applications')
    .flatMap(({ passwordCredentials }) => passwordCredentials as { keyId: string; displayName: string }[])
    .filter(({ keyId, displayName }) => displayName?.startsWith('Sentinel Onboarding ') && !held.has(keyId))
    .map(({ displayName }) => displayName);
  return { duplicates: [...seen].filter(([, times]) => times > 1).map(([key]) => key), orphans };
}
