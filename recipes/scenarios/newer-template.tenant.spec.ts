import { createHash } from 'node:crypto';
import { publishedTemplate, publishNewer } from '@sentinel-onboarding/practice/spec-kit';
import { afterEach, describe, expect, it } from 'vitest';
import type { AnswerValue } from '../../engine/model/question.ts';
import { verdict } from '../../engine/run/run.ts';
import { recipes } from '../index.ts';
import { lab } from './lab.spec-kit.ts';

const intezer = recipes.find(({ id }) => id === 'intezer-playbooks');
if (!intezer) throw new Error('no such recipe');

/** As published, and one action of one playbook waits for something else. */
const newer = publishedTemplate().replaceAll('Let_them_finish', 'Let_scans_finish');
const hash = createHash('sha256').update(newer, 'utf8').digest('hex');
const playbooks = ['scan-file-hash'];

afterEach(() => publishNewer(undefined));

async function setUp(answers: Readonly<Record<string, AnswerValue>>) {
  const at = lab('intezer-ready');
  const { picture } = await (await at.open()).run(intezer as NonNullable<typeof intezer>, 'set-up', {
    answers: { playbooks, testIncident: false, ...answers },
  });
  const of = (id: string) => picture.steps.find(({ heading }) => heading.id === id);
  const deployed = Object.values(at.tenant.state().resources).find(({ name }) => /ScanFileHash/u.test(name));
  return { at, picture, hint: of('newer-template'), deployed: JSON.stringify(deployed ?? null), of };
}

describe('a newer template than the one we know', () => {
  it('is none where the newest commit holds what is pinned', async () => {
    const { hint, picture } = await setUp({});
    expect([hint?.is, hint?.finding?.warning, verdict(picture)]).toEqual(['met', undefined, 0]);
  });

  it('is noticed with its differences by resource and action and its hash, and is not deployed', async () => {
    publishNewer(newer);
    const { hint, picture, deployed } = await setUp({});
    expect(hint?.finding?.warning).toMatchObject({ code: 'template-newer' });
    expect(hint?.finding?.warning?.because).toContain('Submit-IntezerScanFileHash-IncidentTriggered');
    const shown = JSON.stringify(hint?.finding);
    expect(shown).toContain(hash);
    expect(shown).toContain('added Let_scans_finish; removed Let_them_finish; changed For_each_result');
    expect(shown).not.toContain('Submit-IntezerAlert-IncidentTriggered');
    expect(deployed).toContain('Let_them_finish');
    expect(verdict(picture)).toBe(0);
  });

  it('is deployed where its hash was accepted, and said to be', async () => {
    publishNewer(newer);
    const { hint, picture, deployed } = await setUp({ acceptTemplate: hash });
    expect([hint?.is, hint?.finding?.warning, verdict(picture)]).toEqual(['met', undefined, 0]);
    expect(deployed).toContain('Let_scans_finish');
  });

  it('is refused with another hash than the accepted one, and nothing is deployed', async () => {
    publishNewer(newer);
    const { deployed, of, at } = await setUp({ acceptTemplate: 'f'.repeat(64) });
    expect(of('deployment-allowed')?.finding?.problem).toMatchObject({ code: 'template-changed' });
    expect(deployed).toBe('null');
    expect(at.writes()).toEqual([]);
  });

  it('is not said to be missing where what is published cannot be read', async () => {
    publishNewer('no template');
    const { hint, picture } = await setUp({});
    expect(hint).toMatchObject({ is: 'unknown', finding: { problem: { code: 'template-not-looked-for' } } });
    expect(verdict(picture)).toBe(0);
  });
});
