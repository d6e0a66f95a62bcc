import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from './nearest.ts';
import { visible, visibleLines } from './visible.ts';

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
    ['NUL and DEL', '\u0000\u007f', '\\u{0}\\u{7f}'],
  ])('shows %s instead of obeying it', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('leaves ordinary text of any script alone', () => {
    for (const text of ['soc-prod-weu', 'Grüße', '北京 安全', 'مرحبا', '🙂 ok', 'a – b • c']) {
      expect(visible(text)).toBe(text);
    }
  });

  it('keeps the lines of a text that has lines, and nothing else', () => {
    expect(visibleLines('SecurityIncident\r\n| take 1\t// x\u001b[2J')).toBe(
      'SecurityIncident\n| take 1\t// x\\u{1b}[2J',
    );
  });
});

describe('a mistyped word', () => {
  it('finds the nearest known one, and nothing where none is near', () => {
    expect(nearest('dropzone-sentnel', ['dropzone-sentinel', 'intezer'])).toBe('dropzone-sentinel');
    expect(nearest('TENANTID', ['tenantId'])).toBe('tenantId');
    expect(nearest('weather', ['tenantId', 'clientId'])).toBeUndefined();
    expect(didYouMean('worspace', ['workspace'])).toBe('Did you mean workspace? ');
    expect(didYouMean('x'.repeat(100_000), ['workspace'])).toBe('');
  });
});
