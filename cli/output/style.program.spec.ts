import { describe, expect, it } from 'vitest';
import { columns, plainStyle, type Style, styleOf, wrapped } from './style.ts';
import { length } from './words.ts';

describe('the style', () => {
  const terminalStyle = (environment: Record<string, string>): Style =>
    styleOf({ isTTY: true, columns: 40 }, environment);

  it('is plain where nobody looks, colored where somebody does, and respects NO_COLOR', () => {
    expect(styleOf({}, {}).paint('bad', 'x')).toBe('x');
    expect(terminalStyle({}).paint('bad', 'x')).toBe('\u001b[31mx\u001b[39m');
    expect(terminalStyle({ NO_COLOR: '1' }).paint('bad', 'x')).toBe('x');
    expect(terminalStyle({ TERM: 'dumb' }).paint('bad', 'x')).toBe('x');
  });

  it('keeps within the width of a terminal, and leaves lines whole for programs', () => {
    const text = 'one two three four five six seven eight nine ten eleven';
    expect(wrapped(plainStyle, text, '  ')).toEqual([`  ${text}`]);
    const lines = wrapped(terminalStyle({}), text, '    ', '  - ');
    expect(lines).toEqual(['  - one two three four five six seven', '    eight nine ten eleven']);
    expect(wrapped(terminalStyle({}), 'x'.repeat(60), '  ')).toEqual([`  ${'x'.repeat(60)}`]);
  });

  it('lines columns up, numbers to the right', () => {
    expect(
      columns(
        [
          ['a', '1'],
          ['bbb', '22'],
        ],
        [false, true],
      ),
    ).toEqual(['a     1', 'bbb  22']);
    expect(columns([])).toEqual([]);
  });

  it('says lengths of time as people do', () => {
    expect([0, 0.4, 1, 90, 119.6, 120, 5400, 7200, 172_800].map(length)).toEqual([
      '0 s',
      'under 1 s',
      '1 s',
      '90 s',
      '120 s',
      '2 min',
      '90 min',
      '2 h',
      '2 days',
    ]);
  });
});
