import { describe, expect, it } from 'vitest';
import type { PlaybookKey } from '../playbooks/playbooks.ts';
import type { Cancelled } from './cancelled.ts';
import { didNothing, type Ran, standing, stillRunning } from './playbook-test.ts';

const entitiesAt = '2026-11-24T10:00:00.000Z';
const [before, after] = ['2026-11-24T09:59:59.000Z', '2026-11-24T10:00:02.000Z'];
const ran = (
  key: PlaybookKey,
  status: string,
  more: { why?: Cancelled; commented?: boolean; at?: string } = {},
): Ran => ({
  key,
  run: { name: 'r', status, startedAt: more.at ?? after, error: undefined },
  commented: more.commented ?? false,
  ...(more.why === undefined ? {} : { why: more.why }),
});

describe('a playbook on the test incident', () => {
  it.each<[string, Ran]>([
    ['sent the incident', ran('submit-alert', 'Succeeded')],
    ['found that Intezer has it', ran('submit-alert', 'Cancelled', { why: 'duplicate' })],
    ['scanned and commented', ran('scan-url', 'Succeeded', { commented: true })],
  ])('is done where it %s', (_what, one) => {
    expect(standing(one, entitiesAt)).toBe('done');
  });

  it.each<[string, Ran]>([
    ['found nothing', ran('scan-file-hash', 'Cancelled', { why: 'no-entities' })],
    ['ended because there was something', ran('scan-url', 'Cancelled', { why: 'entities' })],
    ['succeeded without a comment', ran('scan-url', 'Succeeded')],
    ['could not comment', ran('scan-url', 'Cancelled', { why: 'comment-failed' })],
    ['was cancelled by somebody', ran('submit-alert', 'Cancelled', { why: 'unknown' })],
    [
      'commented, and was cancelled all the same',
      ran('scan-url', 'Cancelled', { why: 'unknown', commented: true }),
    ],
  ])('is not done, and not run again, where it %s', (_what, one) => {
    expect(standing(one, entitiesAt)).toBe('stuck');
  });

  it.each<[string, Ran, string | undefined]>([
    ['failed', ran('submit-alert', 'Failed'), entitiesAt],
    [
      'ran before there was anything',
      ran('scan-url', 'Cancelled', { why: 'no-entities', at: before }),
      entitiesAt,
    ],
    ['ran where there is nothing', ran('scan-file-hash', 'Cancelled', { why: 'no-entities' }), undefined],
    ['waited for nothing before', ran('scan-url', 'Succeeded', { at: before }), entitiesAt],
  ])('is run again where it %s', (_what, one, since) => {
    expect(standing(one, since)).toBe('again');
  });

  it('is waited for until it ended', () => {
    for (const status of ['Running', 'Waiting'])
      expect(standing(ran('scan-url', status), entitiesAt)).toBe('going');
    expect(standing({ key: 'scan-url', run: undefined, commented: false }, entitiesAt)).toBe('going');
  });
});

describe('what is said of a test', () => {
  it.each<[Cancelled, string]>([
    ['no-entities', 'found nothing to send'],
    ['entities', 'its published condition is the wrong way around'],
    ['comment-failed', "couldn't write its comment"],
    ['no-alert', 'found no alert of Microsoft Defender'],
    ['unknown', 'nothing in its definition says why'],
  ])('a run cancelled for %s has its own words', (why, words) => {
    const { because } = didNothing([ran('scan-url', 'Cancelled', { why })]);
    expect(because.startsWith('Submit Scan URL ')).toBe(true);
    expect(because).toContain(words);
  });

  it('the condition that is the wrong way around leads to the step that corrects it', () => {
    expect(didNothing([ran('scan-url', 'Cancelled', { why: 'entities' })]).remedies).toEqual([
      { do: 'redo', step: 'scan-condition' },
    ]);
  });

  it('a scan that waits says how long the vendor has it wait', () => {
    expect(stillRunning(['scan-url']).because).toContain('wait 10 minutes');
    expect(stillRunning(['submit-alert']).because).not.toContain('minutes');
  });
});
