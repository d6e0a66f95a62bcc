import { scanFileHash, scanUrl, submitAlert, updateIncident } from '@sentinel-onboarding/practice/values';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../microsoft/contract/microsoft.ts';
import { invertedIn, withCorrected, withPublished } from './inverted-conditions.ts';

const cancel = { End: { type: 'Terminate', inputs: { runStatus: 'Cancelled' } } };
const length = "@length(body('List')?['URLs'])";
const scanning = (expression: Json, more: JsonObject = {}, path = '/entities/url'): JsonObject => ({
  actions: {
    List: { type: 'ApiConnection', inputs: { path } },
    None: { type: 'If', expression, actions: cancel, ...more },
  },
});

describe('a condition is upside down', () => {
  it('in the playbook that scans URLs as published, and in no other', () => {
    expect(invertedIn(scanUrl)).toEqual([
      {
        action: 'Nothing_to_scan',
        counts: "body('List_entities')?['URLs']",
        expression: { and: [{ not: { equals: ["@length(body('List_entities')?['URLs'])", 0] } }] },
      },
    ]);
    for (const other of [scanFileHash, submitAlert, updateIncident]) expect(invertedIn(other)).toEqual([]);
  });

  it.each<[Json]>([
    [{ not: { equals: [length, 0] } }],
    [{ and: [{ greater: [length, 0] }] }],
    [{ or: [{ greaterOrEquals: [length, 1] }] }],
  ])('where %j ends the run', (expression) => {
    expect(invertedIn(scanning(expression)).map(({ action }) => action)).toEqual(['None']);
  });

  it.each<[Json]>([
    [{ and: [{ equals: [length, 0] }] }],
    [{ and: [{ not: { equals: [length, 0] } }, { equals: [1, 1] }] }],
    [{ not: { equals: [length, 1] } }],
    [{ greater: [length, 100] }],
    [{ less: [length, 1] }],
    ['@equals(1, 1)'],
    [null],
  ])('not where %j does', (expression) => {
    expect(invertedIn(scanning(expression))).toEqual([]);
  });

  it('not where what it counts are no entities, or it ends nothing', () => {
    const expression = { greater: [length, 0] };
    expect(invertedIn(scanning(expression, {}, '/Incidents'))).toEqual([]);
    expect(invertedIn(scanning(expression, { type: 'Scope' }))).toEqual([]);
    expect(invertedIn(scanning(expression, { actions: {} }))).toEqual([]);
    const failed = { End: { type: 'Terminate', inputs: { runStatus: 'Failed' } } };
    expect(invertedIn(scanning(expression, { actions: failed }))).toEqual([]);
    expect(invertedIn({})).toEqual([]);
  });
});

it('the corrected definition has nothing upside down, and comes back to what it was to the letter', () => {
  const found = invertedIn(scanUrl);
  const corrected = withCorrected(scanUrl, found);
  expect(invertedIn(corrected)).toEqual([]);
  expect(JSON.stringify(corrected)).toContain(
    `"expression":{"and":[{"equals":["@length(body('List_entities')?['URLs'])",0]}]}`,
  );
  expect(withPublished(corrected, found)).toEqual(scanUrl);
});
