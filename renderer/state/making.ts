import { fold } from '../../engine/journal/fold.ts';
import type { Entry } from '../../engine/journal/journal.ts';
import type { Connection, Give, ProfileFormat, ReportForm, Take } from '../../preload/contract.ts';
import { ask } from './invoke.ts';
import { carryOut, go, goHome, loadEntries, planRepair, quietly, show, taken } from './session.ts';
import { get, set } from './store.ts';

/** Makes the reviewed changes, or continues with the rest of them. */
export function makeChanges(passphrase?: string): void {
  const { runId, planHash } = get();
  if (!runId || !planHash) return;
  show('run');
  go(undefined, async () => {
    const began = taken(await ask('run.start', { runId, planHash, ...(passphrase ? { passphrase } : {}) }));
    if (began) await loadEntries(began.ok.runId);
  });
}

/** Looks again without being asked: while it does, the page stays as it is. */
export function lookAgain(): void {
  const { runId, planHash } = get();
  if (runId && planHash) go(undefined, async () => void taken(await ask('run.start', { runId, planHash })));
}

/** Leaves a run that waits for another person; it is offered again on Welcome. */
export function leaveRun(): void {
  const { runId } = get();
  if (runId) quietly(() => ask('run.stop', { runId }));
  goHome();
}

/** The same for what a set-up left to repair; the whole connection is checked after it. */
export function planRepairOf(of: Connection, only: readonly string[]): void {
  set({ checkFrom: of, checkId: undefined });
  planRepair(only);
}

/** Practice only: the other people of the sample tenant do what this run waits for. */
export function askColleague(): void {
  const { runId } = get();
  if (runId) quietly(() => ask('practice.colleague', { runId }));
}

export function stopRun(): void {
  const { runId } = get();
  if (runId) go(undefined, () => ask('run.stop', { runId }));
}

/** What now holds: the profile from what was seen. */
export function openDone(): void {
  show('done');
  loadProfile();
}

/** The profile with what was adjusted at the end. Where there is none yet, the page says so itself. */
export function loadProfile(): void {
  const { runId, form } = get();
  if (!runId) return;
  go('Creating the profile', async () => {
    const answer = await ask('profile.of-run', { runId, form });
    if ('refusals' in answer) return set({ refusals: answer.refusals });
    set({ profile: 'ok' in answer ? answer.ok : undefined });
  });
}

/** Saves the profile of this run; gives the file, if the person named one. */
export async function saveProfile(format: ProfileFormat, passphrase?: string): Promise<string | undefined> {
  const { runId, form } = get();
  let file: string | undefined;
  await carryOut(undefined, async () => {
    if (!runId) return;
    const saved = taken(
      await ask('profile.save', { runId, format, form, ...(passphrase ? { passphrase } : {}) }),
    );
    file = saved?.ok.file;
  });
  return file;
}

/** Saves the report of a run or a check; gives the file, if the person named one. */
export async function saveReport(runId: string, form: ReportForm): Promise<string | undefined> {
  let file: string | undefined;
  await carryOut(undefined, async () => {
    file = taken(await ask('report.save', { runId, form }))?.ok.file;
  });
  return file;
}

/** Saves the days on which something has to be done; gives the file, if the person named one. */
export async function saveCalendar(): Promise<string | undefined> {
  const { runId } = get();
  let file: string | undefined;
  await carryOut(undefined, async () => {
    if (!runId) return;
    file = taken(await ask('calendar.save', { runId }))?.ok.file;
  });
  return file;
}

/** Copies the profile of this run, without the secret. Gives whether it is in the clipboard. */
export async function copyProfile(format: ProfileFormat): Promise<boolean> {
  const { runId, form } = get();
  return runId === undefined ? false : await copied({ runId, form }, format);
}

/** Copies an opened profile, without the secret. Gives whether it is in the clipboard. */
export function copyOpened(file: string, format: ProfileFormat): Promise<boolean> {
  return copied({ file }, format);
}

async function copied(of: Take<'profile.copy'>['of'], format: ProfileFormat): Promise<boolean> {
  let done = false;
  await carryOut(undefined, async () => {
    done = taken(await ask('profile.copy', { of, format })) !== undefined;
  });
  return done;
}

/** Plans the undo; the dialog shows what it will do before anything is done. */
export async function planUndo() {
  const { runId } = get();
  let planned: { readonly planHash: string; readonly count: number } | undefined;
  await carryOut(undefined, async () => {
    if (!runId) return;
    const made = taken(await ask('undo.plan', { runId }));
    if (made) planned = { planHash: made.ok.planHash, count: made.ok.changes.length };
  });
  return planned;
}

/** What a disconnect would take away, as main planned it. */
export type DisconnectPlan = Extract<Give<'disconnect.plan'>, { ok: unknown }>['ok'];

/** Plans to take away the connection that was checked; the dialog shows each thing by name before anything is done. */
export async function planDisconnect(): Promise<DisconnectPlan | undefined> {
  const { checkFrom } = get();
  let planned: DisconnectPlan | undefined;
  await carryOut(undefined, async () => {
    if (checkFrom) planned = taken(await ask('disconnect.plan', { of: checkFrom }))?.ok;
  });
  return planned;
}

/** Takes it away; `confirmed` are the places in the plan of what this program did not make. */
export function startDisconnect({ runId, planHash }: DisconnectPlan, confirmed: readonly number[]): void {
  set({ runId, planHash });
  show('undo');
  go(undefined, async () => {
    const began = taken(await ask('undo.start', { runId, planHash, confirmed }));
    if (began) await loadEntries(began.ok.runId);
  });
}

export function startUndo(planHash: string): void {
  const { runId } = get();
  if (!runId) return;
  show('undo');
  go(undefined, async () => {
    const began = taken(await ask('undo.start', { runId, planHash }));
    if (began) await loadEntries(began.ok.runId);
  });
}

/** How many things this run made that are not undone yet. */
export function undoable(entries: readonly Entry[]): number {
  return fold(entries).steps.reduce((sum, { made, undone }) => {
    const gone = new Set(undone.map(({ operation }) => operation));
    return (
      sum +
      made.filter(({ operation, receipt }) => receipt.owned && !receipt.lost && !gone.has(operation)).length
    );
  }, 0);
}

/** Opens a report or a profile file; a locked one asks for its passphrase. */
export function openProfile(file?: string, passphrase?: string): Promise<void> {
  return carryOut(undefined, async () => {
    const opened = taken(
      await ask('profile.open', { ...(file ? { file } : {}), ...(passphrase ? { passphrase } : {}) }),
    );
    if (!opened?.ok) return;
    if ('report' in opened.ok) return set({ openedReport: opened.ok, page: 'report' });
    set({ opened: opened.ok, copied: new Set(), page: 'profile' });
  });
}
