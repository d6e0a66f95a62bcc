import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../microsoft/contract/microsoft.ts';
import { scanUrl, submitAlert, updateIncident } from '../../practice/playbooks/playbook-definitions.ts';
import { exposuresIn, withHidden, withShown } from './secure-runs.ts';

const definition = (actions: JsonObject): JsonObject => ({ triggers: {}, actions });
const readKey = {
  type: 'ApiConnection',
  inputs: { method: 'get', path: "/secrets/@{encodeURIComponent('key')}/value" },
};

describe('a run’s history shows a secret', () => {
  it('where an action reads the key, is given it, or trades it for a token', () => {
    expect(exposuresIn(submitAlert)).toEqual([
      { action: 'Read_key', shows: ['outputs'] },
      { action: 'Ask_for_token', shows: ['inputs', 'outputs'] },
      { action: 'Read_token', shows: ['outputs'] },
      { action: 'Send_incident', shows: ['inputs'] },
    ]);
  });

  it('also inside loops and conditions', () => {
    const names = exposuresIn(scanUrl).map(({ action }) => action);
    expect(names).toEqual(['Read_key', 'Ask_for_token', 'Read_token', 'Ask_for_scan', 'Read_result']);
  });

  it('and not where no key is read', () => {
    expect(exposuresIn(updateIncident)).toEqual([]);
    expect(
      exposuresIn(definition({ Say: { type: 'Http', inputs: { uri: 'https://a/get-access-token' } } })),
    ).toEqual([]);
  });

  it('and not where the definition hides it already', () => {
    const hidden = { ...readKey, runtimeConfiguration: { secureData: { properties: ['outputs'] } } };
    expect(exposuresIn(definition({ Read: hidden }))).toEqual([]);
    expect(exposuresIn(definition({ Read: readKey }))).toEqual([{ action: 'Read', shows: ['outputs'] }]);
  });
});

describe('the patched definition', () => {
  it.each([
    ['submit', submitAlert],
    ['scan', scanUrl],
  ])('%s shows nothing, and comes back to what it was to the letter', (_name, before) => {
    const found = exposuresIn(before);
    const after = withHidden(before, found);
    expect(exposuresIn(after)).toEqual([]);
    expect(withShown(after, found)).toEqual(before);
    expect(JSON.stringify(before)).not.toBe(JSON.stringify(after));
  });

  it('keeps what else is set for the run of an action', () => {
    const action = { ...readKey, runtimeConfiguration: { concurrency: { runs: 1 } } };
    const before = definition({ Read: action });
    const after = withHidden(before, exposuresIn(before));
    expect(after.actions).toMatchObject({
      Read: { runtimeConfiguration: { concurrency: { runs: 1 }, secureData: { properties: ['outputs'] } } },
    });
  });
});
