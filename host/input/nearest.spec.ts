import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from './nearest.ts';

describe('a mistyped word', () => {
  it('finds the nearest known one, and nothing where none is near', () => {
    expect(nearest('dropzone-sentnel', ['dropzone-sentinel', 'intezer'])).toBe('dropzone-sentinel');
    expect(nearest('TENANTID', ['tenantId'])).toBe('tenantId');
    expect(nearest('weather', ['tenantId', 'clientId'])).toBeUndefined();
    expect(didYouMean('worspace', ['workspace'])).toBe('Did you mean workspace? ');
    expect(didYouMean('x'.repeat(100_000), ['workspace'])).toBe('');
  });
});
