import { expect, it } from 'vitest';
import { playbookRuns } from './playbook-runs.check.ts';

const step = playbookRuns({ playbooks: ['submit-alert', 'scan-url'] });
const given = { 'submit-alert': '/a', 'scan-url': '/b' };
const run = (status: string, error?: string) => ({
  name: 'r',
  status,
  startedAt: '2026-11-24T10:00:00.000Z',
  error,
});
const judge = (first: Parameters<typeof step.judge>[0]['seen'][number]['runs']) =>
  step.judge(
    {
      at: '',
      page: 'https://portal.azure.com/#resource',
      ids: given,
      seen: [
        { key: 'submit-alert', runs: first },
        { key: 'scan-url', runs: [] },
      ],
    },
    given,
  );

it('a playbook whose last run failed is named with its error', () => {
  expect(judge([run('Failed', 'Forbidden'), run('Succeeded')])).toMatchObject({
    is: 'unmet',
    changes: [],
    problem: { code: 'playbook-run-failed', title: 'The last run of Submit Alert failed' },
  });
});

it('one that has not run, was cancelled, or failed before and went well since, is met', () => {
  for (const runs of [[], [run('Cancelled')], [run('Succeeded'), run('Failed')]])
    expect(judge(runs).is).toBe('met');
  expect(JSON.stringify(judge([]))).toContain('has not run yet');
});

it('runs that may not be read are neither well nor badly', () => {
  expect(judge({ couldNotLook: 'no right' })).toMatchObject({
    is: 'unknown',
    problem: { code: 'runs-not-looked-at' },
  });
});
