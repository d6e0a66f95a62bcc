import { clipboard, dialog } from 'electron';
import { profileAs } from '../../app/profile-output.ts';
import { fold } from '../../engine/journal/fold.ts';
import type { Entry, RunState } from '../../engine/journal/journal.ts';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import { ProblemError } from '../../engine/model/problem.ts';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { Answers } from '../../engine/model/question.ts';
import { Secret } from '../../engine/model/secret.ts';
import type { HeldSecret } from '../../engine/model/step.ts';
import { profileOf } from '../../engine/view/build-profile.ts';
import { BadInput, refused } from '../../host/input/bad-input.ts';
import { readText } from '../../host/input/safe-read.ts';
import { type OpenedProfile as OpenedHere, readProfile, writeOut } from '../../host/profile/profile-file.ts';
import { isReport, mostBytes, parseReport } from '../../host/report/report.ts';
import { isSealed, sha256 } from '../../host/storage/seal.ts';
import type { Answering, IpcResult, OpenedFile, ProfileView } from '../../preload/contract.ts';
import { asAsked } from '../../recipes/credentials/rotation.ts';
import { heldSecret } from '../session/held-secrets.ts';
import { fileNotOpened, recipeOf, toResult, type WindowSession } from '../session/window-session.ts';
import { writtenEntries } from './run-calls.ts';
import { askWhere, saveProfile } from './save-profile.ts';
import { ticketText } from './ticket.ts';

type ProfileCalls =
  | 'profile.of-run'
  | 'profile.save'
  | 'profile.copy'
  | 'profile.open'
  | 'profile.convert'
  | 'plan.save';

/** The connection profile: from a run, to a file, from a file. And the plan as text, for the change ticket. */
export function profileCalls(desk: WindowSession): Pick<Answering, ProfileCalls> {
  return {
    'profile.of-run': ({ runId, form }) =>
      toResult(desk, async () => {
        const profile = await profileOfRun(desk, runId, form);
        return { ok: await viewOf(desk, profile) };
      }),

    'profile.save': ({ runId, format, passphrase, form }) =>
      toResult(desk, async () => {
        const profile = await profileOfRun(desk, runId, form);
        return { ok: { file: await saveProfile(desk, profile, format, passphrase) } };
      }),

    'profile.copy': ({ of, format }) =>
      toResult(desk, async () => {
        const profile =
          'runId' in of ? await profileOfRun(desk, of.runId, of.form) : openedIn(desk, of.file).profile;
        await clipboard.writeText(profileAs(recipeOf(profile.recipe), profile, format));
        return { ok: undefined };
      }),

    'profile.open': ({ passphrase, file: named }) =>
      openedOr<OpenedFile | undefined>(desk, async () => {
        const file = named ?? (await askForFile(desk));
        if (file === undefined) return { ok: undefined };
        if (named !== undefined && !desk.opened.has(named) && !desk.locked.has(named)) {
          throw refused('file', "It wasn't chosen in this window.", 'Choose it again.');
        }
        if (passphrase === undefined) {
          const text = await readText(file, 'file', mostBytes);
          if (isReport(text)) return { ok: { file, report: parseReport(text, 'file') } };
          if (isSealed(text)) {
            desk.locked.add(file);
            return { ok: { file, locked: true } };
          }
        }
        const opened = await readProfile(
          file,
          'file',
          passphrase === undefined ? undefined : new Secret(passphrase),
        ).catch((error: unknown) => {
          if (error instanceof BadInput && error.refusals[0].field === 'passphrase') return undefined;
          throw error;
        });
        if (opened === undefined) return { ok: { file, locked: true } };
        desk.opened.set(file, opened);
        if (opened.secret !== undefined) keepOpened(desk, opened.profile, opened.secret);
        return { ok: { ...(await viewOf(desk, opened.profile)), file, sealed: opened.sealed } };
      }),

    'profile.convert': ({ file, format, seal }) =>
      toResult(desk, async () => {
        return { ok: { file: await saveProfile(desk, openedIn(desk, file).profile, format, seal) } };
      }),

    'plan.save': ({ runId }) =>
      toResult(desk, async () => {
        const picture = await pictureOf(desk, runId);
        const file = await askWhere(desk, `${picture.recipe}-plan.txt`, 'Text', ['txt']);
        if (file !== undefined) await writeOut(file, 'file', ticketText(picture), false);
        return { ok: { file } };
      }),
  };
}

/** @throws BadInput where this window has not opened that file */
export function openedIn(desk: WindowSession, file: string): OpenedHere {
  const found = desk.opened.get(file);
  if (found === undefined) throw refused('file', "It wasn't opened in this window.", 'Open it first.');
  return found;
}

export async function entriesOf(desk: WindowSession, runId: string): Promise<readonly Entry[]> {
  return desk.runs.get(runId)?.live.entries() ?? (await writtenEntries(desk, runId));
}

export async function pictureOf(desk: WindowSession, runId: string): Promise<RunState> {
  return fold(await entriesOf(desk, runId));
}

/** The profile a run's picture holds, with what was adjusted at the end. */
export async function profileOfRun(
  desk: WindowSession,
  runId: string,
  form: Answers = {},
): Promise<ConnectionProfile> {
  const picture = await pictureOf(desk, runId);
  const recipe = asAsked(recipeOf(picture.recipe), picture.answers);
  const read = parseAnswers(recipe.questions, { ...picture.answers, ...form }, 'offline');
  if ('refusals' in read) throw new BadInput(...(read.refusals as BadInput['refusals']));
  const profile = profileOf(recipe, picture, answeredBy(read.answers), sha256);
  if (profile !== undefined) return profile;
  throw new ProblemError({
    code: 'profile-incomplete',
    title: 'No connection profile yet',
    because: 'The profile is available after more steps finish.',
    remedies: [{ do: 'retry' }],
  });
}

/** A refused file is reported whole, because the page has no field that could show its reasons. */
function openedOr<T>(desk: WindowSession, body: () => Promise<IpcResult<T>>): Promise<IpcResult<T>> {
  return toResult(desk, async () => {
    try {
      return await body();
    } catch (error) {
      if (error instanceof BadInput) return { problem: fileNotOpened(error) };
      throw error;
    }
  });
}

async function viewOf(desk: WindowSession, profile: ConnectionProfile): Promise<ProfileView> {
  const recipe = recipeOf(profile.recipe);
  const form = recipe.form(profile);
  const handle = form.find(({ secretHandle }) => secretHandle !== undefined)?.secretHandle;
  const held = handle === undefined ? undefined : await heldSecret(desk, handle);
  return {
    profile,
    form,
    vendorSteps: recipe.vendorSteps(profile),
    handle: held?.value === undefined ? undefined : handle,
  };
}

function keepOpened(desk: WindowSession, profile: ConnectionProfile, value: Secret): void {
  const handle = recipeOf(profile.recipe)
    .form(profile)
    .find(({ secretHandle }) => secretHandle !== undefined)?.secretHandle;
  if (handle === undefined || !profile.credential) return;
  const held: HeldSecret = { handle, value, about: { expiresAt: profile.credential.expiresAt } };
  desk.openedSecrets.set(handle, held);
}

async function askForFile(desk: WindowSession): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog(desk.window, {
    title: 'Open a report or a connection profile',
    properties: ['openFile'],
    filters: [
      { name: 'Reports and connection profiles', extensions: ['json', 'age'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? undefined : filePaths[0];
}
