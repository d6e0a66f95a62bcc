import { describe, expect, it } from 'vitest';
import {
  anotherTime,
  answering,
  begun,
  intent,
  itsTime,
  later,
  tools,
  uuidFor,
} from '../key-vault/step.spec-kit.ts';
import { label } from './test-plan.ts';
import { testPlaybooks } from './test-playbooks.step.ts';

const armId = '/subscriptions/s/workspaces/soc';
const step = testPlaybooks({
  workspace: { key: 'soc', armId, name: 'soc' },
  playbooks: ['update-incident', 'scan-url'],
});
const [create, entities, close, send] = step.foresee({});
const name = uuidFor(`${armId}|test-incident|1`);
const twentieth = uuidFor(`${armId}|test-incident|20`);

describe('whose a test is', () => {
  const whose = async (made: { kind: string; id: string; of?: string }, found: object | undefined) => {
    const { microsoft } = answering({ 'sentinel.incident': found, 'sentinel.bookmark': found });
    return step.whose?.({ made, owned: true }, tools(microsoft));
  };
  const labeled = { labels: [label], number: 7 };

  it.each([
    ['test-incident', { is: 'ours', what: 'Incident 7' }],
    ['test-bookmark', { is: 'ours' }],
  ])('a %s is ours by its name, its workspace and its label', async (kind, ours) => {
    const made = { kind, id: name, of: armId };
    expect(await whose(made, labeled)).toEqual(ours);
    expect(await whose({ ...made, id: twentieth }, labeled)).toEqual(ours);
    expect(await whose(made, undefined)).toEqual({ is: 'gone' });
    expect(await whose(made, { ...labeled, labels: ['another'] })).toEqual({ is: 'not-ours' });
    expect(await whose({ ...made, id: 'another' }, labeled)).toEqual({ is: 'not-ours' });
    expect(await whose({ ...made, id: uuidFor(`${armId}|test-incident|21`) }, labeled)).toEqual({
      is: 'not-ours',
    });
    expect(await whose({ ...made, of: '/another' }, labeled)).toEqual({ is: 'not-ours' });
  });

  it('what was done with the incident goes with it, and nothing is asked', async () => {
    expect(await whose({ kind: 'sample', id: 'run' }, undefined)).toEqual({ is: 'ours' });
    expect(await whose({ kind: 'closed-incident', id: 'incident' }, undefined)).toEqual({ is: 'ours' });
  });
});

describe('a test that was interrupted', () => {
  const incident = { id: `${armId}/incidents/1`, name, status: 'New', createdAt: intent };
  const base = { incident, entitiesAt: undefined as string | undefined, runs: [], comments: [], at: intent };
  const given = { principal: 'webhook-identity' };
  const recognized = (change: typeof create, seen: object) =>
    step.recognize?.(begun(change), { ...base, ...seen } as never, given as never);

  it('never happened where there is no incident', () => {
    for (const change of [create, entities, close, send])
      expect(recognized(change, { incident: undefined })).toBe('never-happened');
  });

  it.each(itsTime)('made its incident and its bookmark, %i s after the intent', (seconds) => {
    const born = { ...incident, createdAt: later(seconds) };
    const ofIncident = { kind: 'test-incident', id: name, of: armId };
    expect(recognized(create, { incident: born })).toEqual({ receipt: { made: ofIncident, owned: true } });
    const ofBookmark = { kind: 'test-bookmark', id: name, of: armId };
    expect(recognized(entities, { entitiesAt: later(seconds) })).toEqual({
      receipt: { made: ofBookmark, owned: true },
    });
  });

  it.each(anotherTime)('made neither, %i s after it', (seconds) => {
    expect(recognized(create, { incident: { ...incident, createdAt: later(seconds) } })).toBe('not-ours');
    expect(recognized(entities, { entitiesAt: later(seconds) })).toBe('not-ours');
  });

  it('brought no entities where none are there', () => {
    expect(recognized(entities, {})).toBe('never-happened');
  });

  it('closed it where it is closed, and nothing is to run again', () => {
    const closed = { ...incident, status: 'Closed' };
    const receipt = { made: { kind: 'closed-incident', id: incident.id }, owned: true };
    expect(recognized(close, { incident: closed })).toEqual({ receipt });
    expect(recognized(close, {})).toBe('never-happened');
    const run = { name: 'r', status: 'Failed', startedAt: intent };
    const failed = { key: 'scan-url', run, commented: false };
    expect(recognized(close, { incident: closed, runs: [failed] })).toBe('never-happened');
  });

  it('sent its sample where the playbook’s own identity commented', () => {
    const receipt = { made: { kind: 'sample', id: incident.id }, owned: true };
    const by = (authorId: string) => ({ comments: [{ at: intent, authorId }] });
    expect(recognized(send, by('webhook-identity'))).toEqual({ receipt });
    expect(recognized(send, by('somebody-else'))).toBe('never-happened');
  });
});

it('undo removes the incident and the bookmark of the receipt, and nothing else', async () => {
  const undone = async (made: { kind: string; id: string; of?: string }) => {
    const { microsoft, calls } = answering({
      'sentinel.removeIncident': undefined,
      'sentinel.removeBookmark': undefined,
    });
    await step.undo?.({ made, owned: true }, tools(microsoft));
    return calls;
  };
  expect(await undone({ kind: 'test-incident', id: name, of: '/w' })).toEqual([
    ['sentinel.removeIncident', '/w', name],
  ]);
  expect(await undone({ kind: 'test-incident', id: name })).toEqual([
    ['sentinel.removeIncident', armId, name],
  ]);
  expect(await undone({ kind: 'test-bookmark', id: name, of: '/w' })).toEqual([
    ['sentinel.removeBookmark', '/w', name],
  ]);
  expect(await undone({ kind: 'sample', id: 'run' })).toEqual([]);
});
