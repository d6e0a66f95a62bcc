import { describe, expect, it } from 'vitest';
import { everythingVisible, visible, visibleJson, visibleLines, visibleName } from './visible.ts';

describe('text from outside', () => {
  it.each([
    ['an escape sequence', 'a\u001b[31mb', 'a\\u{1b}[31mb'],
    ['a C1 control sequence introducer', 'a\u009b31mb', 'a\\u{9b}31mb'],
    ['a line break that forges a log line', 'a\r\nb', 'a\\u{d}\\u{a}b'],
    ['a right-to-left override', 'a\u202egpj.exe', 'a\\u{202e}gpj.exe'],
    ['an isolate', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
    ['a zero-width space', 'a\u200bb', 'a\\u{200b}b'],
    ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
    ['a tag character', 'a\u{e0041}b', 'a\\u{e0041}b'],
    ['half a surrogate pair', 'a\ud83db', 'a\\u{d83d}b'],
    ['a letter that is drawn as nothing', 'a\u3164b\u115f', 'a\\u{3164}b\\u{115f}'],
    ['a selector that selects nothing', 'a\ufe0fb', 'a\\u{fe0f}b'],
    ['a joiner that joins nothing', 'ad\u200dmin\u200c', 'ad\\u{200d}min\\u{200c}'],
    ['a private character', 'a\ue000b', 'a\\u{e000}b'],
    ['NUL and DEL', '\u0000\u007f', '\\u{0}\\u{7f}'],
    ['a tower of marks', `Z${'\u0301'.repeat(500)}algo`, `Z${'\u0301'.repeat(5)}…algo`],
  ])('shows %s instead of obeying it', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(visible(shown)).toBe(shown);
  });

  it.each([
    'soc-prod-weu',
    'Grüße',
    'Tiếng Việt, decomposed: Tie\u0302\u0301ng',
    '北京 安全',
    'مرحبا',
    'خانه\u200cهای امن',
    'שָׁלוֹם',
    'क्\u200dष',
    '🙂 ok',
    '👩🏽\u200d💻 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3',
    'a – b • c',
  ])('leaves %s alone', (text) => {
    expect(visible(text)).toBe(text);
  });

  it('keeps the lines of a text that has lines, and nothing else', () => {
    expect(visibleLines('SecurityIncident\r\n| take 1\t// x\u001b[2J')).toBe(
      'SecurityIncident\n| take 1\t// x\\u{1b}[2J',
    );
  });

  it('cuts a name that is too long, counted as it is shown', () => {
    expect(visibleName('Backup', 256)).toBe('Backup');
    expect([...visibleName('🙂'.repeat(5000), 256)]).toHaveLength(256);
    expect(visibleName('\u202e'.repeat(5000), 20)).toBe('\\u{202e}\\u{202e}…');
    expect(visibleName('x'.repeat(257), 256)).toBe(`${'x'.repeat(255)}…`);
  });

  it('is shown as an honest name by no other name', () => {
    const honest = 'Sentinel Onboarding 1';
    for (const other of [`${honest}\u200b`, ` ${honest}`, `${honest}\u0000`, 'Sentinel\u00a0Onboarding 1']) {
      expect(visibleName(other, 256)).not.toBe(honest);
    }
  });
});

describe('data from outside', () => {
  it('has every text in it shown, at any depth, and everything else as it was', () => {
    expect(
      everythingVisible({ rows: [['a\u202eb', 1, null, true]], code: 'a\nb\u0000', 'k\u200b': undefined }),
    ).toEqual({ rows: [['a\\u{202e}b', 1, null, true]], code: 'a\nb\\u{0}', 'k\\u{200b}': undefined });
  });

  it('is the very same value again as JSON, in which nothing is unseen', () => {
    const data = { name: '\u202e\u001b\u009b\u2028\u{e0041}\ud83d 👩\u200d💻', lines: 'a\nb' };
    for (const text of [visibleJson(data), visibleJson(data, 2)]) {
      expect(text).not.toMatch(/[^\n\P{C}]|[\u2028\u200d]/u);
      expect(JSON.parse(text)).toEqual(data);
    }
  });
});
