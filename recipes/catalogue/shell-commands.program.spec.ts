import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandLines, type Word } from './shell-commands.ts';

const hostile = [
  "O'Hara's",
  '$(touch /tmp/x) `id` $HOME ${IFS}',
  '"quoted" \\"twice\\" \\',
  'a & b | c > d; e ^ f % g! (h)',
  'smart ‘quotes’ ‚and‛ “double”',
  '-looks like an option',
  '@a-file',
  'two  spaces ',
  '{"displayName":"O\'Hara $(id) `id`"}',
  "https://graph.microsoft.com/v1.0/applications(uniqueName='a')",
];

/** What of the message is for one shell. */
function linesFor(shell: 'bash' | 'PowerShell', commands: readonly (readonly Word[])[]): readonly string[] {
  const lines = commandLines(commands);
  const from = lines.findIndex((line) => line.startsWith('Or run in') && line.includes(shell));
  const rest = lines.slice(from + 1);
  const end = rest.findIndex((line) => !line.startsWith('  '));
  return (end < 0 ? rest : rest.slice(0, end)).map((line) => line.slice(2));
}

/** What real bash hands to `az`, a word each; `id` prints what it is asked for. */
function heardByBash(commands: readonly (readonly Word[])[]): readonly string[] {
  const script = `az() { if [ "$1" = id ]; then printf %s "$2"; else printf '%s\\0' "$@"; fi; }\n${linesFor('bash', commands).join('\n')}`;
  return execFileSync('bash', ['-c', script]).toString().split('\0').slice(0, -1);
}

/** What stands between single quotes, as PowerShell reads it; a single one inside would end the string, and is no value. */
const unquoted = (value: string): string =>
  /['‘’‚‛]/u.test(value.replaceAll(/(['‘’‚‛])\1/gu, ''))
    ? `ends early: ${value}`
    : value.replaceAll(/(['‘’‚‛])\1/gu, '$1');

/**
 * What PowerShell hands to `az` by its own rules of quoting
 * (https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules): in single quotes a
 * doubled one, also a typographic one, stands for itself, and nothing else means anything. What stands outside of them must
 * be plain. A value after an @ is read from its file.
 */
function heardInPowerShell(commands: readonly (readonly Word[])[]): readonly (readonly string[])[] {
  const files = new Map<string, string>();
  const printed = new Map<string, readonly string[]>();
  const said: (readonly string[])[] = [];
  const wordsOf = (line: string) =>
    line.split(' ').map((word) => {
      const file = /^'@([\w.-]+)'$/u.exec(word)?.[1];
      if (file !== undefined) return files.get(file) ?? `no file ${file}`;
      expect(word).toMatch(/^(?:\$printed\d+|[\w./:=-]+)$/u);
      return printed.has(word) ? `printed by ${printed.get(word)?.join(' ')}` : word;
    });
  for (const line of linesFor('PowerShell', commands)) {
    const [, file, value] =
      /^Set-Content -NoNewline -Encoding utf8 -Path (\S+) -Value '(.*)'$/u.exec(line) ?? [];
    const [, variable, command] = /^(\$printed\d+) = (.*)$/u.exec(line) ?? [];
    if (file !== undefined && value !== undefined) files.set(file, unquoted(value));
    else if (variable !== undefined && command !== undefined) printed.set(variable, wordsOf(command));
    else if (line === `Remove-Item ${[...files.keys()].join(', ')}`) files.clear();
    else said.push(wordsOf(line));
  }
  // What was handed over in a file is not left behind.
  return files.size === 0 ? said : [];
}

describe('commands for a colleague', () => {
  it('say which shell they are for, each command on a line of its own', () => {
    expect(commandLines([['az', 'group', 'list']])).toEqual([
      'Or run in bash (Linux, macOS or Azure Cloud Shell):',
      '  az group list',
      'Or run in PowerShell:',
      '  az group list',
    ]);
  });

  it.each(hostile)('hand over %j as it is, in bash', (text) => {
    expect(heardByBash([['az', 'rest', '--body', text]])).toEqual(['rest', '--body', text]);
  });

  it.each(hostile)('hand over %j as it is, in PowerShell', (text) => {
    expect(heardInPowerShell([['az', 'rest', '--body', text]])).toEqual([['az', 'rest', '--body', text]]);
  });

  it('hand over what another command prints', () => {
    const commands = [['az', 'sp', '--id', { printedBy: ['az', 'id', "O'Hara $(id)"] }]] as const;
    expect(heardByBash(commands)).toEqual(['sp', '--id', "O'Hara $(id)"]);
    expect(heardInPowerShell(commands)).toEqual([['az', 'sp', '--id', "printed by az id O'Hara $(id)"]]);
  });
});
