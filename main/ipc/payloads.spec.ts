import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  channels,
  hostilePayloads,
  planHash,
  runId,
  sparse,
  triedPayloads,
  wellMade,
} from './hostile-payloads.spec-kit.ts';
import { readPayload } from './payloads.ts';
import { largestPayload, tooMuch } from './reply.ts';

describe('what the page sends', () => {
  it.each(channels)('%s is taken as it is made', (name) => {
    expect(readPayload(name, wellMade[name])?.take).toEqual(wellMade[name]);
  });

  it.each(channels)('%s is refused with a field nobody asked for', (name) => {
    const made = wellMade[name];
    const more = made === undefined ? { more: 1 } : { ...(made as object), more: 1 };
    expect(readPayload(name, more)).toBeUndefined();
  });

  it.each(channels)('%s is refused when it is something else altogether', (name) => {
    for (const other of [null, 1, 'text', [], [wellMade[name]], new Date(0), new Map()]) {
      expect(readPayload(name, other)).toBeUndefined();
    }
  });

  it.each(['__proto__', 'constructor', 'prototype'])('an answer called %s is refused', (key) => {
    const reaching: unknown = JSON.parse(`{"recipe":"dropzone-sentinel","answers":{"${key}":"x"}}`);
    expect(readPayload('questions.check', reaching)).toBeUndefined();
    const deeper: unknown = JSON.parse(`{"recipe":"dropzone-sentinel","answers":{"a":{"${key}":"x"}}}`);
    expect(readPayload('questions.check', deeper)).toBeUndefined();
  });

  it('never throws and never changes a prototype, whatever it is', () => {
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype).toSorted());
    fc.assert(
      fc.property(fc.constantFrom(...channels), fc.anything({ withObjectString: true }), (name, take) => {
        const read = readPayload(name, take);
        return read === undefined || wellMade[name] === undefined || typeof read.take === 'object';
      }),
      { numRuns: 5000 },
    );
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype).toSorted())).toBe(before);
  });

  it('is refused on every channel, however it was made wrong', () => {
    const tried = triedPayloads(hostilePayloads(7, 5_000));
    expect(tried.wrongAccepts).toEqual([]);
    expect(Object.keys(tried.byChannel)).toEqual(expect.arrayContaining(channels));
    // Planted: a door without a check is found.
    expect(triedPayloads(hostilePayloads(7, 500), () => true).wrongAccepts.length).toBe(500);
  });

  it('a plan hash or a run id of another form is refused', () => {
    expect(readPayload('run.start', { runId, planHash: 'A'.repeat(64) })).toBeUndefined();
    expect(readPayload('run.start', { runId: '../../etc/passwd', planHash })).toBeUndefined();
  });
});

describe('the size of a payload', () => {
  it('is taken up to 256 KB and refused beyond', () => {
    expect(tooMuch({ text: 'x'.repeat(largestPayload - 100) })).toBe(false);
    expect(tooMuch({ text: 'x'.repeat(largestPayload) })).toBe(true);
    expect(tooMuch({ text: 'ü'.repeat(largestPayload / 2) })).toBe(true);
  });

  it('is refused where there is none: a circle, a bigint', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(tooMuch(circle)).toBe(true);
    // Walked with a bound: as JSON each of these costs seconds.
    for (const large of [
      sparse(20_000_000),
      { a: sparse(3_000_000) },
      [[[sparse(30_000)]]],
      new Uint8Array(10_000_000),
      new Map([[1, 2]]),
      Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`k${at}`, at])),
    ])
      expect(tooMuch(large)).toBe(true);
    expect(tooMuch({ n: 1n })).toBe(true);
  });

  it('of no payload is nothing', () => {
    expect(tooMuch(undefined)).toBe(false);
  });
});
