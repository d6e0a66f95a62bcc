import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Entry } from '../../engine/journal/journal.ts';
import { ProblemError } from '../../engine/model/problem.ts';
import { firstLink, type JournalFault, lineOf, linkOf, readLines } from './journal-lines.ts';
import type { NamedKey } from './key-store.ts';
import { privateFolder, syncFolder } from './private-files.ts';

/** One run as its file has it. */
export interface RunEntries {
  readonly runId: string;
  readonly entries: readonly Entry[];
  /** Written with another key than this home's own. It can be shown, but not continued or undone. */
  readonly readOnly?: true;
}

/** A run's file that is not believed. It is neither used nor removed. */
export interface RefusedRun {
  readonly runId: string;
  readonly file: string;
  readonly code: JournalFault['code'];
  /** One sentence. */
  readonly because: string;
}

/** Where runs are written down: `HOME/journal/<runId>.jsonl`. */
export interface Journal {
  /** Resolves when the entry is on the disk. Rejects with a ProblemError where it is not, and then it is not in the file either. */
  append(entry: Entry): Promise<void>;
  /** Entries of one run; empty where there is none. @throws ProblemError named after the fault */
  read(runId: string): Promise<readonly Entry[]>;
  /** The same for showing alone: also what another key of this computer signed. @throws ProblemError */
  show(runId: string): Promise<readonly Entry[]>;
  /** Every run, the one that began first first, and those that are not believed. */
  readAll(): Promise<{ readonly runs: readonly RunEntries[]; readonly refused: readonly RefusedRun[] }>;
  /** Moves a run's file to `HOME/journal/set-aside/`, where nothing reads it. Answers its new place. */
  setAside(runId: string): Promise<string>;
  close(): Promise<void>;
}

interface OpenRun {
  readonly file: FileHandle;
  link: string;
  size: number;
  broken: boolean;
}

const runFile = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.jsonl$/;

/**
 * Opens the journal of a home. Runs are believed under `key` alone. What one of `shown` signed, the others this process
 * can reach, is shown and nothing else: such a key may be a file that another program can read. With `writes` lines are
 * appended, and `mayWrite` is asked before each: false once the home's lock was lost.
 * @throws ProblemError, from its functions, where a line can't be written or a run isn't believed
 */
export function journalFile(options: {
  readonly home: string;
  readonly key?: NamedKey | undefined;
  readonly shown?: readonly NamedKey[];
  readonly writes?: boolean;
  readonly mayWrite?: () => boolean;
}): Journal {
  const folder = path.join(options.home, 'journal');
  const { key } = options;
  const own = new Map((key ? [key] : []).map((each) => [each.id, each]));
  const all = new Map([...(options.shown ?? []), ...(key ? [key] : [])].map((each) => [each.id, each]));
  const opened = new Map<string, OpenRun>();
  // One line after the other: each names the one before it.
  let last: Promise<unknown> = Promise.resolve();

  const fileOf = (runId: string): string => {
    if (!runFile.test(`${runId}.jsonl`)) throw new Error(`not a run id: ${runId}`);
    return path.join(folder, `${runId}.jsonl`);
  };
  const lines = (bytes: Buffer, runId: string, keys = own) => readLines(bytes, runId, (id) => keys.get(id));

  async function openRun(runId: string): Promise<OpenRun> {
    await privateFolder(folder);
    const name = fileOf(runId);
    try {
      // Exclusive: a run's file is either made by us or read and verified first.
      const file = await open(name, 'wx', 0o600);
      await syncFolder(folder);
      return { file, link: firstLink, size: 0, broken: false };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const file = await openOrdinary(name, constants.O_RDWR);
    try {
      const read = lines(await file.readFile(), runId);
      if ('code' in read) throw notBelieved(name, read);
      // What a crash tore off must not become the beginning of the next line.
      await file.truncate(read.goodBytes);
      await file.datasync();
      return { file, link: read.link, size: read.goodBytes, broken: false };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async function write(entry: Entry): Promise<void> {
    if (!key || options.writes === false) throw new Error('this journal was opened for reading');
    if (options.mayWrite?.() === false) throw notWritten(folder, 'ELOCK', undefined);
    let run = opened.get(entry.runId);
    try {
      if (!run) opened.set(entry.runId, (run = await openRun(entry.runId)));
      if (run.broken) throw notWritten(folder, 'EARLIER', undefined);
      const line = lineOf(entry, run.link, key);
      const bytes = Buffer.from(line, 'utf8');
      await writeWhole(run, bytes);
      run.size += bytes.length;
      run.link = linkOf(line.slice(0, -1));
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      throw notWritten(folder, (error as NodeJS.ErrnoException).code ?? 'EIO', error);
    }
  }

  async function writeWhole(run: OpenRun, bytes: Buffer): Promise<void> {
    try {
      const { bytesWritten } = await run.file.write(bytes, 0, bytes.length, run.size);
      if (bytesWritten !== bytes.length) throw Object.assign(new Error('disk full'), { code: 'ENOSPC' });
      await run.file.datasync();
    } catch (error) {
      // Half a line must not stand before a whole one. Where it cannot be taken back, nothing follows it.
      run.broken = true;
      await run.file.truncate(run.size).then(
        () => {
          run.broken = false;
        },
        () => undefined,
      );
      throw error;
    }
  }

  async function readWith(runId: string, keys: typeof own): Promise<readonly Entry[]> {
    const name = fileOf(runId);
    let bytes: Buffer;
    try {
      bytes = await bytesOf(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw notBelieved(name, { code: 'journal-unreadable', line: 0 });
    }
    const read = lines(bytes, runId, keys);
    if ('code' in read) throw notBelieved(name, read);
    return read.entries;
  }

  return {
    append(entry) {
      const written = last.then(() => write(entry));
      last = written.catch(() => undefined);
      return written;
    },

    read: (runId) => readWith(runId, own),
    show: (runId) => readWith(runId, all),

    async readAll() {
      const runs: RunEntries[] = [];
      const refused: RefusedRun[] = [];
      for (const { name, runId } of await runFiles(folder)) {
        const file = path.join(folder, name);
        const bytes = await bytesOf(file).catch(() => undefined);
        const unreadable: JournalFault = { code: 'journal-unreadable', line: 0 };
        const read = bytes ? lines(bytes, runId) : unreadable;
        // Each file by itself: one that is damaged keeps none of the others from being read.
        const shown =
          bytes && 'code' in read && read.code === 'journal-other-key' && lines(bytes, runId, all);
        if (shown && 'entries' in shown) runs.push({ runId, entries: shown.entries, readOnly: true });
        else if ('code' in read) refused.push({ runId, file, code: read.code, because: whyNot(read) });
        else if (read.entries.length > 0) runs.push({ runId, entries: read.entries });
      }
      const began = ({ entries }: RunEntries): string => entries[0]?.at ?? '';
      runs.sort((a, b) => (began(a) < began(b) ? -1 : began(a) > began(b) ? 1 : 0));
      return { runs, refused };
    },

    async setAside(runId) {
      const name = fileOf(runId);
      await opened.get(runId)?.file.close();
      opened.delete(runId);
      const aside = await privateFolder(path.join(folder, 'set-aside'));
      const place = path.join(aside, `${runId}.${Date.now()}.jsonl`);
      await rename(name, place);
      await syncFolder(aside);
      await syncFolder(folder);
      return place;
    },

    async close() {
      await last;
      for (const run of opened.values()) await run.file.close();
      opened.clear();
    },
  };
}

/** A file of ours, never what a link or a device in its place leads to. */
async function openOrdinary(name: string, flags: number): Promise<FileHandle> {
  const file = await open(name, flags | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw Object.assign(new Error('not a regular file'), { code: 'EINVAL' });
}

async function bytesOf(name: string): Promise<Buffer> {
  const file = await openOrdinary(name, constants.O_RDONLY);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function runFiles(folder: string): Promise<readonly { name: string; runId: string }[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names.flatMap((name) => {
    const runId = runFile.exec(name)?.[1];
    return runId === undefined ? [] : [{ name, runId }];
  });
}

/** Why a journal is not believed; docs/problems has a page for each. */
const faults: readonly { readonly code: JournalFault['code']; because(line: number): string }[] = [
  {
    code: 'journal-changed',
    because: (line) => `Line ${line} was changed after it was written, or lines before it are missing.`,
  },
  {
    code: 'journal-broken',
    because: (line) => `Line ${line} is not a line of a journal.`,
  },
  {
    code: 'journal-newer',
    because: (line) => `Line ${line} was written by a newer version of this program.`,
  },
  {
    code: 'journal-other-key',
    because: () =>
      'It was written with a key that only the program that wrote it can reach (the window, or another computer).',
  },
  {
    code: 'journal-other-run',
    because: (line) => `Line ${line} belongs to another run.`,
  },
  {
    code: 'journal-unreadable',
    because: () => "It can't be read.",
  },
];

function whyNot({ code, line }: JournalFault): string {
  return faults.find((fault) => fault.code === code)?.because(line) ?? code;
}

function notBelieved(file: string, fault: JournalFault): ProblemError {
  return new ProblemError(
    {
      code: fault.code,
      title: "The journal of that run can't be trusted.",
      because: `${whyNot(fault)} Nothing was changed. Move ${file} to another folder. The next run checks the tenant instead.`,
      remedies: [{ do: 'retry' }],
    },
    { outcome: 'not-sent' },
  );
}

function notWritten(folder: string, code: string, cause: unknown): ProblemError {
  const why: Readonly<Record<string, string>> = {
    ENOSPC: 'The disk is full.',
    EROFS: 'The disk is read-only.',
    EACCES: "You can't write there.",
    EPERM: "You can't write there.",
    ELOCK: 'Another process took over this data folder while this one was paused.',
    EARLIER: "An earlier line wasn't written completely.",
  };
  return new ProblemError(
    {
      code: 'journal-not-written',
      title: "Couldn't write the journal, so the run stopped making changes.",
      because: `${why[code] ?? `The system reported ${code}.`} The journal is in ${folder}.`,
      remedies: [{ do: 'retry' }],
    },
    { outcome: 'not-sent' },
    cause,
  );
}
