/** A word of a command: a text, or what another command prints. */
export type Word = string | { readonly printedBy: readonly Word[] };

/** A command of the Azure CLI: its own words ("role assignment create"), and its options with their values, in order. */
export const az = (
  command: string,
  options: Readonly<Record<string, Word | readonly string[]>>,
): readonly Word[] => [
  'az',
  ...command.split(' '),
  ...Object.entries(options).flatMap(([option, value]) => [`--${option}`, ...[value].flat()]),
];

/** Words that every shell hands on as they are, and az.cmd too, which PowerShell on Windows starts. */
const plain = /^[\w./:=-]+$/u;

/**
 * A text as one word of bash, whatever is in it
 * (https://www.gnu.org/software/bash/manual/html_node/Single-Quotes.html).
 */
const inBash = (text: string): string => (plain.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/**
 * A text as a string of PowerShell: between single quotes everything is itself but a single quote, which is doubled, and
 * PowerShell takes the typographic ones for the same
 * (https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules).
 */
const inPowerShell = (text: string): string => `'${text.replaceAll(/['‘’‚‛]/gu, '$&$&')}'`;

/**
 * The same commands for bash and for PowerShell, as the lines of a message to a colleague; each says which shell it is
 * for. A command's line begins with two spaces, and is one line.
 *
 * In PowerShell, a word that isn't plain is handed over in a file: Windows' az is a batch file, and quotes, parentheses
 * and ampersands don't reach it whatever is done to them, while it reads any value from a file named after an @
 * (https://learn.microsoft.com/cli/azure/use-azure-cli-successfully-quoting,
 * https://learn.microsoft.com/cli/azure/use-azure-cli-successfully-tips#use-quotation-marks-in-parameters).
 */
export function commandLines(commands: readonly (readonly Word[])[]): readonly string[] {
  return [
    'Or run in bash (Linux, macOS or Azure Cloud Shell):',
    ...commands.map((words) => `  ${words.map(bashWord).join(' ')}`),
    'Or run in PowerShell:',
    ...powerShell(commands).map((line) => `  ${line}`),
  ];
}

const bashWord = (word: Word): string =>
  typeof word === 'string' ? inBash(word) : `"$(${word.printedBy.map(bashWord).join(' ')})"`;

function powerShell(commands: readonly (readonly Word[])[]): readonly string[] {
  const files: string[] = [];
  const lines: string[] = [];
  const handedOver = (text: string): string => {
    if (plain.test(text)) return text;
    const file = `az-value-${files.length + 1}.txt`;
    files.push(file);
    lines.push(`Set-Content -NoNewline -Encoding utf8 -Path ${file} -Value ${inPowerShell(text)}`);
    return `'@${file}'`;
  };
  let printed = 0;
  const spoken = (word: Word): string => {
    if (typeof word === 'string') return handedOver(word);
    const command = word.printedBy.map(spoken).join(' ');
    printed += 1;
    lines.push(`$printed${printed} = ${command}`);
    return `$printed${printed}`;
  };
  for (const words of commands) {
    const line = words.map(spoken).join(' ');
    lines.push(line);
  }
  return files.length > 0 ? [...lines, `Remove-Item ${files.join(', ')}`] : lines;
}
