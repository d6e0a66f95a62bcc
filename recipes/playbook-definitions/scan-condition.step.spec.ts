import { scanUrl } from '@sentinel-onboarding/practice/values';
import { describe, expect, it } from 'vitest';
import { anotherTime, answering, begun, intent, itsTime, later, tools } from '../key-vault/step.spec-kit.ts';
import { invertedIn, withCorrected } from '../playbooks/inverted-conditions.ts';
import { scanCondition } from './scan-condition.step.ts';

const given = { playbook: '/scan', on: undefined, connection: undefined };
const name = 'Submit-IntezerScanURL-IncidentTriggered';
const inverted = invertedIn(scanUrl);
const corrected = withCorrected(scanUrl, inverted);
const step = scanCondition({ inSetUp: true });
const [correct] = step.foresee({});
const answers = (definition: object | undefined) => ({
  'logicApps.find': definition && { definition, changedAt: intent },
  'logicApps.define': undefined,
});

describe('a playbook that never scans', () => {
  it('is named with its vendor, and set-up corrects it where a person chose that', async () => {
    const seen = await step.look(tools(answering(answers(scanUrl)).microsoft, { given }));
    const finding = step.judge(seen, given);
    expect(finding).toMatchObject({ is: 'unmet', changes: [correct], problem: { code: 'scan-never-scans' } });
    expect(JSON.stringify(finding)).toContain('as Intezer publishes it, never scans a URL');
  });

  it('is left to repair where nobody chose it', () => {
    expect(scanCondition({ inSetUp: false })).toMatchObject({ severity: 'warn', repairs: true });
    expect(step.repairs).toBeUndefined();
  });

  it('is corrected in that one condition, and undo puts it back', async () => {
    const { microsoft, calls } = answering(answers(scanUrl));
    const receipt = await step.apply?.(correct as never, tools(microsoft, { given }));
    expect(calls.at(-1)).toEqual(['logicApps.define', '/scan', corrected]);
    expect(receipt?.owned).toBe(true);
    const later = answering(answers(corrected));
    await step.undo?.(receipt as never, tools(later.microsoft));
    expect(later.calls.at(-1)).toEqual(['logicApps.define', '/scan', scanUrl]);
  });

  it('is not written where it is corrected already, or gone', async () => {
    for (const definition of [corrected, undefined]) {
      const { microsoft, calls } = answering(answers(definition));
      const receipt = await step.apply?.(correct as never, tools(microsoft, { given }));
      await step.undo?.(receipt as never, tools(microsoft));
      expect(calls.filter(([what]) => what === 'logicApps.define')).toEqual([]);
      expect(receipt?.owned).toBe(false);
    }
  });
});

it.each([
  ['ours while it stands', corrected, { is: 'ours', what: 'Submit Scan URL' }],
  ['gone where it is as published again', scanUrl, { is: 'gone' }],
  ['gone with its playbook', undefined, { is: 'gone' }],
])('a correction is %s', async (_what, definition, whose) => {
  const receipt = { made: { kind: 'corrected-condition', id: '/scan' }, owned: true };
  const { microsoft } = answering(answers(definition));
  expect(await step.whose?.(receipt, tools(microsoft, { given }))).toEqual(whose);
});

it.each([
  ['the playbook that stands there', given, '/SCAN', 'ours'],
  ['another playbook', given, '/scan0', 'not-ours'],
  ['no playbook known, and of the published name', {}, `/g/workflows/${name}`, 'ours'],
  ['no playbook known, and of another name', {}, `/g/workflows/${name}0`, 'not-ours'],
])('a receipt counts for its own playbook alone: %s', async (_what, known, id, is) => {
  const receipt = { made: { kind: 'corrected-condition', id }, owned: true };
  const { microsoft } = answering(answers(corrected));
  expect(await step.whose?.(receipt, tools(microsoft, { given: known }))).toMatchObject({ is });
});

describe('what an interrupted run may have corrected', () => {
  const recognized = (changedAt: string | undefined, still = false) =>
    step.recognize?.(begun(correct), { inverted: still ? inverted : [], changedAt }, given);

  it.each(itsTime)('is its own where it was changed %i s after the intent', (seconds) => {
    expect(recognized(later(seconds))).toHaveProperty('receipt.owned', false);
  });

  it.each(anotherTime)('is another one’s where it was changed %i s after it', (seconds) => {
    expect(recognized(later(seconds))).toBe('not-ours');
  });

  it('never happened where it is as published, or gone', () => {
    expect(recognized(intent, true)).toBe('never-happened');
    expect(recognized(undefined)).toBe('never-happened');
  });
});
