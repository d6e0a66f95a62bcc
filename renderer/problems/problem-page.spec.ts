import { describe, expect, it } from 'vitest';
import { type Block, problemPage } from './problem-page.ts';
import { problemPages } from './problem-pages.ts';

const said = (block: Block): string =>
  (block.is === 'list' ? block.items.flat() : block.spans).map(({ text }) => text).join('');

describe('a problem’s page in the window', () => {
  it('has a title, paragraphs, headings and lists, with code and strong words', () => {
    const { title, blocks } = problemPage(
      '# Title\n\n`code-of-it`\n\nOne line\nand another.\n\n## What to do\n\n- **Ask** somebody\n  who can.\n- Run `it`.\n',
    );
    expect(title).toBe('Title');
    expect(blocks.map(({ is }) => is)).toEqual(['text', 'text', 'heading', 'list']);
    expect(blocks[0]).toEqual({ is: 'text', spans: [{ is: 'code', text: 'code-of-it' }] });
    expect(said(blocks[1] as Block)).toBe('One line and another.');
    expect(blocks[3]).toEqual({
      is: 'list',
      items: [
        [
          { is: 'strong', text: 'Ask' },
          { is: 'plain', text: ' somebody who can.' },
        ],
        [
          { is: 'plain', text: 'Run ' },
          { is: 'code', text: 'it' },
          { is: 'plain', text: '.' },
        ],
      ],
    });
  });

  it('leaves markup the text it is', () => {
    const { blocks } = problemPage('# T\n\n<script>alert(1)</script> [here](javascript:alert(1))\n');
    expect(blocks.map(said)).toEqual(['<script>alert(1)</script> [here](javascript:alert(1))']);
  });

  it('is there for every page of docs/problems, and reads whole', () => {
    expect(problemPages.size).toBeGreaterThan(150);
    for (const [code, text] of problemPages) {
      const { title, blocks } = problemPage(text);
      expect(title, code).not.toBe('');
      expect(said(blocks[0] as Block), code).toBe(code);
      expect(blocks.map(said), code).toContain('What to do');
      // Nothing of the notation is left over in what a person reads.
      expect(blocks.map(said).join('\n'), code).not.toMatch(/`|\*\*|^#|\]\(/mu);
    }
  });
});
