import { describe, expect, it } from 'vitest';
import { calls } from '../../preload/contract.ts';
import { answering } from './bridge.ts';
import { undoWords } from './cards.ts';
import { dialogs } from './dialogs.ts';
import { fixtures } from './fixtures.ts';
import { pages } from './pages.ts';

describe('the fixtures of the gallery', () => {
  it('have names that name one picture each, on any disk', () => {
    const names = fixtures.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][a-z-]*$/u.test(name))).toEqual([]);
  });

  it('have every dialog there is a file for', () => {
    const files = Object.keys(import.meta.glob('../dialogs/*-dialog.tsx'));
    expect(Object.keys(dialogs).toSorted()).toEqual(
      files.map((file) => file.replace(/^.*\/|\.tsx$/gu, '')).toSorted(),
    );
  });

  it('put each page where the store says it is', () => {
    for (const [page, of] of Object.entries(pages)) {
      // Welcome is where a window begins, so its fixtures need not say it.
      for (const { name, store } of of) expect([name, store?.page ?? 'welcome']).toEqual([name, page]);
    }
  });

  it('show every word that a row of an undo can say', () => {
    const seen = pages.undo.flatMap(({ sees }): readonly string[] => sees);
    expect(Object.values(undoWords).filter((word) => !seen.includes(word))).toEqual([]);
  });

  it('answer every call of the contract, and nothing else', () => {
    const answered = Object.keys(answering({ name: 'any', sees: ['any'] }));
    expect(answered.toSorted()).toEqual(Object.keys(calls).toSorted());
  });
});
