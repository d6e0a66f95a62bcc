/**
 * Readers of languages whose own tools cannot be had here: enough of each grammar to tell data from program, and to say
 * what a literal means. They know nothing of our writers.
 */

export interface Read {
  /** What every literal means, in order. */
  readonly texts: readonly string[];
  /** The program with every literal as §, without remarks and blanks. */
  readonly skeleton: string;
}

const partners: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

class Brackets {
  readonly #open: string[] = [];
  see(sign: string): void {
    if ('([{'.includes(sign)) this.#open.push(sign);
    else if (partners[sign] && this.#open.pop() !== partners[sign]) throw new Error(`${sign} closes nothing`);
  }
  end(): void {
    if (this.#open.length > 0) throw new Error(`${this.#open.join('')} stays open`);
  }
}

/** Bicep: https://github.com/Azure/bicep/blob/main/docs/grammar.md. Interpolation is refused: data has none. */
export function readBicep(source: string): Read {
  const texts: string[] = [];
  const brackets = new Brackets();
  let skeleton = '';
  let at = 0;
  while (at < source.length) {
    const sign = source[at] ?? '';
    if (source.startsWith('//', at)) {
      const end = source.indexOf('\n', at);
      at = end < 0 ? source.length : end;
    } else if (source.startsWith('/*', at) || source.startsWith("'''", at)) {
      throw new Error(`no block begins at ${at}`);
    } else if (sign === "'") {
      const { text, end } = bicepText(source, at + 1);
      texts.push(text);
      skeleton += '§';
      at = end;
    } else if (/[A-Za-z0-9_ \n:=.,@#()[\]{}<>&|?-]/.test(sign)) {
      brackets.see(sign);
      skeleton += sign;
      at += 1;
    } else throw new Error(`${JSON.stringify(sign)} is no Bicep at ${at}`);
  }
  brackets.end();
  return { texts, skeleton: skeleton.replaceAll(/\s+/g, ' ') };
}

function bicepText(source: string, start: number): { text: string; end: number } {
  const simple: Readonly<Record<string, string>> = {
    '\\': '\\',
    "'": "'",
    n: '\n',
    r: '\r',
    t: '\t',
    $: '$',
  };
  let text = '';
  for (let at = start; at < source.length; at += 1) {
    const sign = source[at] ?? '';
    if (sign === "'") return { text, end: at + 1 };
    if (sign === '\n' || sign === '\r') throw new Error('a text ends at its line');
    if (source.startsWith('${', at)) throw new Error('a text is interpolated');
    if (sign !== '\\') {
      text += sign;
      continue;
    }
    const escaped = source[at + 1] ?? '';
    const code = /^u\{([0-9a-f]{1,6})\}/i.exec(source.slice(at + 1, at + 10));
    if (code) {
      text += String.fromCodePoint(Number.parseInt(code[1] ?? '', 16));
      at += code[0].length;
    } else if (simple[escaped] !== undefined) {
      text += simple[escaped];
      at += 1;
    } else throw new Error(`\\${escaped} is no escape`);
  }
  throw new Error('a text does not end');
}

const single = /'(?:[^']|'')*'/y;
const double = /"[^"`\n]*"/y;
const chained = /\('(?:[^']|'')*'(?: \+ (?:'(?:[^']|'')*'|\[char\]0x[0-9a-f]{4}))+\)/y;

/** What a sticky pattern finds right there. */
function from(source: string, at: number, pattern: RegExp): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

/** The four signs that PowerShell takes for a single quote: about_Quoting_Rules, CharTraits.cs. */
const singleQuotes = "'‘’‚‛";

/**
 * PowerShell: https://learn.microsoft.com/powershell/scripting/lang-spec/chapter-02. A chain of literals and [char]
 * added in parentheses counts as the one text it means. Texts in double quotes are the program's own and are part of the
 * skeleton. Only ASCII is taken: Windows PowerShell reads a file in the
 * system's code page.
 */
export function readPowershell(source: string): Read {
  if (/[^\n -~]/.test(source)) throw new Error('not ASCII: code pages differ');
  const texts: string[] = [];
  const brackets = new Brackets();
  let skeleton = '';
  let at = 0;
  while (at < source.length) {
    const sign = source[at] ?? '';
    const chain = sign === '(' ? from(source, at, chained) : undefined;
    if (chain) {
      texts.push(chainText(chain));
      skeleton += '§';
      at += chain.length;
    } else if (sign === '#' && (at === 0 || source[at - 1] === '\n')) {
      const end = source.indexOf('\n', at);
      const line = source.slice(at, end < 0 ? source.length : end);
      if (line.startsWith('#Requires')) skeleton += line;
      at += line.length;
    } else if (singleQuotes.includes(sign)) {
      const literal = from(source, at, single);
      if (!literal) throw new Error('a text does not end');
      if (literal.includes('\n')) throw new Error('a text goes over lines');
      texts.push(literal.slice(1, -1).replaceAll("''", "'"));
      skeleton += '§';
      at += literal.length;
    } else if (sign === '"') {
      const literal = from(source, at, double);
      if (!literal) throw new Error('a text in double quotes does not end on its line');
      skeleton += literal;
      at += literal.length;
    } else if (/[A-Za-z0-9_ \n$@.,;:=+*|(){}[\]-]/.test(sign)) {
      brackets.see(sign);
      skeleton += sign;
      at += 1;
    } else throw new Error(`${JSON.stringify(sign)} is not expected at ${at}`);
  }
  brackets.end();
  return { texts, skeleton: skeleton.replaceAll(/\s+/g, ' ') };
}

function chainText(chain: string): string {
  const links = chain.match(/'(?:[^']|'')*'|\[char\]0x[0-9a-f]{4}/g) ?? [];
  return links
    .map((link) =>
      link.startsWith("'")
        ? link.slice(1, -1).replaceAll("''", "'")
        : String.fromCharCode(Number.parseInt(link.slice(8), 16)),
    )
    .join('');
}

/** A line of an environment file as the strictest of its readers takes it: nothing is interpreted, nothing is left over. */
export function readEnv(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!source.endsWith('\n')) throw new Error('the last line does not end');
  for (const line of source.slice(0, -1).split('\n')) {
    if (line.startsWith('#')) continue;
    const parts = /^([A-Z][A-Z0-9_]*)=(?:'([^'"\\$`#]*)'|([A-Za-z0-9_./@,:+=-]*))$/.exec(line);
    if (!parts) throw new Error(`not a line: ${line.slice(0, 80)}`);
    const [, name = '', quoted, bare] = parts;
    const value = quoted ?? bare ?? '';
    const encoded = name.endsWith('_BASE64');
    const own = encoded ? name.slice(0, -'_BASE64'.length) : name;
    if (found.has(own)) throw new Error(`${own} stands twice`);
    found.set(own, encoded ? Buffer.from(value, 'base64').toString('utf8') : value);
  }
  return found;
}
