/** Judges the title of a change: Conventional Commits, with our nouns as scopes. */
import { CannotGoOn, isProgram, runScript, say, sourceFolders } from './say.mjs';

const kinds = ['feat', 'fix', 'docs', 'test', 'refactor', 'perf', 'build', 'chore', 'revert'];
const scopes = [...sourceFolders, 'e2e', 'scripts', 'assets', 'docs'];
const longest = 120;

/**
 * What is wrong with a title, and how it would be right; undefined when nothing is.
 * @param {string} title
 */
export function whatIsWrong(title) {
  const found = /^(?<kind>[a-z]+)(?:\((?<scope>[^)]*)\))?!?: (?<why>\S.*)$/u.exec(title);
  const { kind, scope, why } = found?.groups ?? {};
  if (kind === undefined || why === undefined)
    return 'It reads `kind(scope): why`, such as `feat(recipes): connect Acme`.';
  if (!kinds.includes(kind)) return `"${kind}" is no kind of change; these are: ${kinds.join(', ')}.`;
  if (scope !== undefined && !scopes.includes(scope)) {
    return `"${scope}" is none of our nouns; these are: ${scopes.join(', ')}.`;
  }
  if (why.endsWith('.')) return 'It ends without a full stop.';
  return title.length > longest ? `It is longer than ${longest} characters.` : undefined;
}

if (isProgram(import.meta.url)) {
  await runScript(async () => {
    const title = process.argv[2] ?? '';
    const wrong = whatIsWrong(title);
    if (wrong !== undefined) throw new CannotGoOn(`The title "${title}" will not do. ${wrong}`);
    say('The title will do');
    return 0;
  });
}
