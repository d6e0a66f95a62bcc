import type { Question, Refusal, SecretAnswers } from '../../engine/model/question.ts';
import { Secret } from '../../engine/model/secret.ts';
import { brokenRules } from '../../engine/model/secret-rules.ts';
import { visible } from '../../engine/model/visible.ts';
import { BadInput, refused } from '../../host/input/bad-input.ts';
import { didYouMean } from '../../host/input/nearest.ts';
import { readText } from '../../host/input/safe-read.ts';

/** Secrets given with a command: answers to a recipe's secret questions, and the passphrase of a sealed profile. */
export interface GivenSecrets {
  readonly answers: SecretAnswers;
  readonly passphrase: Secret | undefined;
}

/** Where secrets may be read from. */
export interface SecretSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Buffer | string>;
}

interface Source {
  readonly key: string;
  readonly from: 'env' | 'file' | 'stdin';
  readonly name: string;
}

const longest = 64 * 1024;

/**
 * Reads `--secret KEY=env:NAME|file:PATH|stdin`. `asks` are the recipe's questions; values never stand in a refusal.
 * @throws BadInput
 */
export async function readSecrets(
  given: readonly string[],
  asks: readonly Question[],
  sources: SecretSources,
): Promise<GivenSecrets> {
  const secretAsks = asks.filter((ask) => ask.kind === 'secret');
  const keys = ['passphrase', ...secretAsks.map(({ id }) => id)];
  const wanted = given.map((text) => sourceOf(text, keys));
  const refusals: Refusal[] = [];
  wanted.forEach((each, at) => {
    const earlier = wanted.slice(0, at);
    if (earlier.some(({ key }) => key === each.key)) {
      refusals.push({ field: `--secret ${each.key}`, reason: 'Given twice.', remedy: 'Use it once.' });
    }
    if (each.from === 'stdin' && earlier.some(({ from }) => from === 'stdin')) {
      refusals.push({
        field: `--secret ${each.key}`,
        reason: 'Only one secret can be read from stdin.',
        remedy: 'Pass the other with env:NAME or file:PATH.',
      });
    }
  });
  const [first, ...more] = refusals;
  if (first) throw new BadInput(first, ...more);

  const answers: Record<string, Secret> = {};
  let passphrase: Secret | undefined;
  for (const each of wanted) {
    const text = await valueOf(each, sources);
    const ask = secretAsks.find(({ id }) => id === each.key);
    // What was pasted is looked at before it is wrapped.
    const [broken] = brokenRules(ask?.refuse ?? [], text);
    if (broken) throw refused(`--secret ${each.key}`, broken.say, 'No input received. Try again.');
    if (each.key === 'passphrase') passphrase = new Secret(text);
    else answers[each.key] = new Secret(text);
  }
  return { answers, passphrase };
}

function sourceOf(text: string, keys: readonly string[]): Source {
  const at = text.indexOf('=');
  const key = at < 0 ? '' : text.slice(0, at);
  // What stands behind the equals sign is never repeated: it may be the secret itself.
  const named = /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(key) ? `--secret ${key}` : '--secret';
  const remedy = 'Write KEY=env:NAME, KEY=file:PATH or KEY=stdin.';
  if (at < 0) throw refused('--secret', 'No secret name given.', remedy);
  if (!keys.includes(key)) {
    throw refused(
      named,
      'No such secret here.',
      `${didYouMean(key, keys)}The secrets are: ${keys.join(', ')}.`,
    );
  }
  const source = /^(?:(env|file):(.+)|(stdin))$/s.exec(text.slice(at + 1));
  if (!source) {
    throw refused(
      named,
      "A secret can't be on the command line, where every program on this computer can read it.",
      remedy,
    );
  }
  return { key, from: (source[1] ?? source[3]) as Source['from'], name: source[2] ?? '' };
}

async function valueOf({ key, from, name }: Source, sources: SecretSources): Promise<string> {
  const field = `--secret ${key}`;
  const text =
    from === 'env'
      ? sources.environment[name]
      : from === 'file'
        ? await readText(name, field, longest)
        : await allOf(sources.stdin, field);
  if (text === undefined) {
    throw refused(
      field,
      `The environment variable ${visible(name.slice(0, 64))} is not set.`,
      'Set it, or use another.',
    );
  }
  // Files and pipes end in a line break that isn't part of the secret.
  const value = from === 'env' ? text : text.replace(/\r?\n$/, '');
  if (value === '') throw refused(field, 'It is empty.', 'Enter the secret itself.');
  if (/[\r\n\0]/.test(value)) {
    throw refused(field, 'It has more than one line.', 'Enter only the secret, on one line.');
  }
  return value;
}

async function allOf(stream: AsyncIterable<Buffer | string>, field: string): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > longest) throw refused(field, 'It is too long for a secret.', 'Enter only the secret.');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}
