import { describe, expect, it } from 'vitest';
import { offenses, piecesOf } from './words.mjs';

describe('the words of the product', () => {
  it.each([
    ["export const a = 'You may not sign in here.';", 'may not'],
    ['// The journal is written anew.\nexport const b = 1;', 'anew'],
    ['export const c = `Nobody owns ${1} of them.`;', 'Nobody'],
    ["export const d = ['nobody', 'Nobody'];", 'Nobody'],
    ["export const d = 'Give a role on the workspace.';", 'Give a role'],
    ["export const e = 'It is late; try again.';", 'late; t'],
  ])('%s breaks the sheet', (text, word) => {
    expect(offenses(piecesOf('x.ts', text))).toEqual([expect.stringContaining(`"${word}"`)]);
  });

  it('are read in pages too, and not in what a page quotes as code', () => {
    expect(offenses(piecesOf('x.md', 'one\nIt goes on.\n'))).toEqual([
      expect.stringMatching(/^2: "goes on"/u),
    ]);
    expect(offenses(piecesOf('x.md', 'The key `nobody` and\n\n```sh\nnobody here\n```\n'))).toEqual([]);
  });

  it('are not ids, keys and addresses', () => {
    expect(offenses(piecesOf('x.ts', "export const f = ['nobody', 'https://a.example/anew'];"))).toEqual([]);
  });
});
