import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Incident, Microsoft, WorkflowRun } from '../../microsoft/contract/microsoft.ts';
import { type PlaybookKey, playbooks } from './playbooks.ts';

/** A playbook and what it did on the test incident (steps/test-playbooks.step.ts). */
export interface Ran {
  readonly key: PlaybookKey;
  /** The newest since the test incident was made; undefined where none began yet. */
  readonly run: WorkflowRun | undefined;
}

const webhook = playbooks['update-incident'];
/** Seconds from a run that failed to the next one on the same incident: roles take minutes to arrive. */
const between = 45;

export const hasFailed = ({ run }: Ran): boolean => run?.status === 'Failed';

/** What Intezer sends: https://github.com/intezer/microsoft-sentinel-integration at commit bb3b881. */
export const sample = (incidentId: string) => ({
  source: 'sentinel-onboarding',
  sender: 'sentinel-onboarding',
  note: 'Test of the connection to Intezer: this comment was written by the playbook.',
  intezer_alert_url: 'https://analyze.intezer.com',
  alert: { alert_id: 'sentinel-onboarding-test' },
  microsoft_sentinel_incident_id: incidentId,
  triage_result: { alert_verdict_display: 'Test', risk_category_display: 'None' },
});

export function failed(playbook: string, run: WorkflowRun, microsoft: Microsoft): ProblemError {
  return new ProblemError(
    {
      code: 'playbook-test-failed',
      title: `${playbook} failed in the test`,
      because: `${run.error ?? 'Azure gives no reason'}. A role or an access that was given just now takes some minutes to arrive.`,
      remedies: [
        { do: 'retry', after: 60 },
        { do: 'open', label: 'Open the Azure portal', url: microsoft.portal },
      ],
    },
    { outcome: 'rejected', passes: true, retryAfter: between },
  );
}

export function notTested(incident: Incident | undefined, runs: readonly Ran[]): Problem {
  const broken = runs.filter(hasFailed);
  const why = broken.map(
    ({ key, run }) => `${playbooks[key].title} failed on it: ${run?.error ?? 'no reason given'}`,
  );
  return {
    code: 'playbooks-not-tested',
    title: incident
      ? 'The test of the playbooks is not finished'
      : 'The playbooks have not been seen at work',
    because: incident
      ? `The test incident is there. ${why.join('. ') || 'It was not commented on, or is still open.'}`
      : 'No test incident of ours is younger than the last change of a rule or a role.',
    remedies: [{ do: 'redo', step: 'test-playbooks' }],
  };
}

export function stillRunning(titles: readonly string[]): Problem {
  return {
    code: 'playbooks-still-running',
    title: `${titles.join(', ')} ${titles.length === 1 ? 'has' : 'have'} not ended yet`,
    because: 'The test incident is there, and what it starts has not run to its end.',
    remedies: [{ do: 'retry', after: 30 }],
  };
}

export function seen(number: number, createdAt: string, runs: readonly Ran[], called: boolean): Show {
  return {
    show: 'checklist',
    title: `Test incident ${number}`,
    at: createdAt,
    items: [
      ...runs.map(({ key, run }) => ({
        is: 'met' as const,
        title: `${playbooks[key].title} was started by its rule`,
        caption:
          run?.status === 'Cancelled' ? 'It found nothing to send, and ended' : `Ended: ${run?.status ?? ''}`,
      })),
      ...(called
        ? [{ is: 'met' as const, title: `${webhook.title} took the sample and commented on the incident` }]
        : []),
    ],
  };
}
