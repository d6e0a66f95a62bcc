/** A run of words, plain or set apart. */
export interface Span {
  readonly is: 'plain' | 'code' | 'strong';
  readonly text: string;
}

/** A part of a problem's page, as the window draws it. */
export type Block =
  | { readonly is: 'heading' | 'text'; readonly spans: readonly Span[] }
  | { readonly is: 'list'; readonly items: readonly (readonly Span[])[] };

export interface ProblemPage {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/**
 * The little of Markdown that the pages in docs/problems are written in: a title, headings, paragraphs and lists, with
 * code and strong words inside. Everything else stays the text it is; nothing of a page is ever markup.
 */
export function problemPage(text: string): ProblemPage {
  let title = '';
  const blocks: Block[] = [];
  for (const part of text.split(/\n\s*\n/u)) {
    const lines = part.split('\n').filter((line) => line.trim() !== '');
    const [first = ''] = lines;
    if (first.startsWith('# ')) title = first.slice(2).trim();
    else if (first.startsWith('## ')) blocks.push({ is: 'heading', spans: spans(first.slice(3)) });
    else if (first.startsWith('- ')) blocks.push({ is: 'list', items: items(lines) });
    else if (lines.length > 0) blocks.push({ is: 'text', spans: spans(lines.join(' ')) });
  }
  return { title, blocks };
}

/** Lines that begin with a dash, each with the lines that go on under it. */
function items(lines: readonly string[]): readonly (readonly Span[])[] {
  const texts: string[] = [];
  for (const line of lines) {
    if (line.startsWith('- ')) texts.push(line.slice(2));
    else texts.push(`${texts.pop() ?? ''} ${line}`);
  }
  return texts.map(spans);
}

function spans(text: string): readonly Span[] {
  return text
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/u)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('`')) return { is: 'code', text: part.slice(1, -1) };
      if (part.startsWith('**')) return { is: 'strong', text: part.slice(2, -2) };
      return { is: 'plain', text: part };
    });
}
