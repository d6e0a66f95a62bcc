import { expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import { answering, begun, tools } from '../key-vault/step.spec-kit.ts';
import { triggerUrl } from './trigger-url.step.ts';

const address = new Secret('https://prod-01.westeurope.logic.azure.com/workflows/a?sig=canary');
const held = { handle: 'h', value: address, about: {} };
const step = triggerUrl({ workspaceName: 'soc', anew: false });
const anew = triggerUrl({ workspaceName: 'soc', anew: true });
const given = { playbook: '/p' };
const base = { held: undefined, current: false, handle: 'h', newJust: false };

it('is kept here before anything else, and that is a change a person reviews', () => {
  const finding = step.judge(base, given);
  expect(finding).toMatchObject({
    is: 'unmet',
    changes: [{ verb: 'add', where: 'this computer, encrypted' }],
  });
  expect(finding).toMatchObject({ problem: { code: 'trigger-address-not-here' } });
});

it('is met once it is held, with a message to the vendor that does not hold it', () => {
  const finding = step.judge({ ...base, held, current: true }, given);
  expect(finding.is).toBe('met');
  const text = JSON.stringify(finding);
  expect(text).not.toContain('canary');
  expect(text).toContain('"show":"held-secret"');
  expect(text).toContain("It isn't in this message");
});

it('is met where it was handed over and no copy is left', () => {
  const finding = step.judge({ ...base, held: { ...held, value: undefined }, current: true }, given);
  expect(finding.is).toBe('met');
  expect(JSON.stringify(finding)).toContain('was handed over');
});

it('that has ended meanwhile is noticed', () => {
  expect(step.judge({ ...base, held }, given)).toMatchObject({
    is: 'unmet',
    problem: { title: 'The trigger URL has changed' },
  });
});

it('is made anew on request only, and not again while it is new; the vendor is told that it needs this one', () => {
  const finding = anew.judge({ ...base, held, current: true }, given);
  expect(finding).toMatchObject({ is: 'unmet', changes: [{ verb: 'update' }] });
  expect('changes' in finding && finding.changes?.[0]?.what).toContain(
    'every trigger URL in use stops working',
  );
  const once = anew.judge({ ...base, held, current: true, newJust: true }, given);
  expect(once.is).toBe('met');
  expect(JSON.stringify(once)).toContain('Intezer needs this one');
  expect(JSON.stringify(once)).toContain('The one you have no longer works');
});

it('kept by an interrupted run is its own by the operation it was kept with, on this computer', () => {
  const kept = (operation?: string) => ({
    ...base,
    held: { ...held, about: operation === undefined ? {} : { operation } },
  });
  const recognized = (of: typeof step, seen: typeof base | ReturnType<typeof kept>) =>
    of.recognize?.(begun(of.foresee({})[0]), seen, given);
  const made = { kind: 'trigger-url', id: '/p', handle: 'h' };
  expect(recognized(step, kept('op-1'))).toEqual({ receipt: { made, owned: true } });
  expect(recognized(anew, kept('op-1'))).toEqual({ receipt: { made: { ...made, of: 'anew' }, owned: true } });
  expect(recognized(step, kept('op-2'))).toBe('never-happened');
  expect(recognized(step, kept())).toBe('never-happened');
  expect(recognized(step, base)).toBe('never-happened');
});

it('is this computer’s own, and undo forgets it without a word to Microsoft', async () => {
  const { microsoft, calls } = answering({});
  const forgotten: string[] = [];
  const more = {
    forget: async (handle: string) => void forgotten.push(handle),
    held: async (handle: string) => (forgotten.includes(handle) ? undefined : held),
  };
  const receipt = (handle?: string) => ({
    made: { kind: 'trigger-url', id: '/p', ...(handle === undefined ? {} : { handle }) },
    owned: true,
  });
  expect(await step.whose?.(receipt('h'), tools(microsoft, more))).toEqual({ is: 'ours' });
  await step.undo?.(receipt('h'), tools(microsoft, more));
  await step.undo?.(receipt(), tools(microsoft, more));
  expect(await step.whose?.(receipt('h'), tools(microsoft, more))).toEqual({ is: 'gone' });
  expect([forgotten, calls]).toEqual([['h'], []]);
});
