import { describe, expect, it } from 'vitest';
import { bornOf } from './born.ts';
import { after, begunOf, intent } from './tools.spec-kit.ts';

describe('born of an operation', () => {
  it.each([
    ['at its intent', intent],
    ['ten seconds before, as clocks differ', after(-10_000)],
    ['two minutes after, when an answer may still arrive', after(120_000)],
    ['in whole seconds', '2026-11-22T10:00:01Z'],
  ])('may be what was made %s', (_when, createdAt) => {
    expect(bornOf(begunOf({}), createdAt)).toBe(true);
  });

  it.each([
    ['more than ten seconds before', after(-10_001)],
    ['more than two minutes after', after(120_001)],
    ['when nobody says', ''],
    ['when nothing is said', undefined],
    ['at no time at all', 'yesterday'],
  ])('is not what was made %s', (_when, createdAt) => {
    expect(bornOf(begunOf({}), createdAt)).toBe(false);
  });

  it('is nothing where the intent has no time', () => {
    expect(bornOf({ ...begunOf({}), at: '' }, intent)).toBe(false);
  });
});
