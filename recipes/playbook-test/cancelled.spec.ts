import { scanFileHash, scanUrl, submitAlert, updateIncident } from '@sentinel-onboarding/practice/values';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../microsoft/contract/microsoft.ts';
import { invertedIn, withCorrected } from '../playbooks/inverted-conditions.ts';
import { whyCancelled } from './cancelled.ts';

const ended = (name: string, status = 'Succeeded') => [{ name, status }];

describe('why a run was cancelled', () => {
  it.each<[string, JsonObject, string]>([
    ['duplicate', submitAlert, 'Stop_known'],
    ['no-entities', scanFileHash, 'Stop_nothing'],
    ['entities', scanUrl, 'Stop_nothing'],
    ['no-entities', withCorrected(scanUrl, invertedIn(scanUrl)), 'Stop_nothing'],
    ['comment-failed', updateIncident, 'Stop_full'],
    ['comment-failed', updateIncident, 'Stop_found_full'],
    ['no-alert', updateIncident, 'Stop_without_alert'],
  ])('%s', (why, definition, action) => {
    expect(whyCancelled(definition, ended(action))).toBe(why);
    // Only the action that ran ended it.
    expect(whyCancelled(definition, ended(action, 'Skipped'))).toBe('unknown');
  });

  it.each<[string, JsonObject]>([
    ['a person cancelled it', submitAlert],
    [
      'another definition did',
      { actions: { End: { type: 'Terminate', inputs: { runStatus: 'Cancelled' } } } },
    ],
    [
      'what failed was no comment',
      {
        actions: {
          End: { type: 'Terminate', inputs: { runStatus: 'Cancelled' }, runAfter: { A: ['Failed'] } },
        },
      },
    ],
    ['it failed', { actions: { End: { type: 'Terminate', inputs: { runStatus: 'Failed' } } } }],
  ])('is not known where %s', (_what, definition) => {
    expect(whyCancelled(definition, ended('End'))).toBe('unknown');
  });
});
