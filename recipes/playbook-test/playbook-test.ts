import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Entity, Incident, Microsoft, WorkflowRun } from '../../microsoft/contract/microsoft.ts';
import { type PlaybookKey, playbooks } from '../playbooks/playbooks.ts';
import { type Cancelled, cancelledWords } from './cancelled.ts';

/** A playbook and what it did on the test incident (test-playbooks.step.ts). */
export interface Ran {
  readonly key: PlaybookKey;
  /** The newest since the test incident was made; undefined where none began yet. */
  readonly run: WorkflowRun | undefined;
  /** Set where it was cancelled. */
  readonly why?: Cancelled;
  /** Set where its rule asks for more than a test incident has, so that it's run on it as a person runs it. */
  readonly byHand?: true;
  /** Whether its own identity commented on the test incident. */
  readonly commented: boolean;
}

const webhook = playbooks['update-incident'];
/** Seconds from a run that failed to the next one on the same incident: roles take minutes to arrive. */
const between = 45;

const hasFailed = ({ run }: Ran): boolean => run?.status === 'Failed';

/** Whether it looks for something in the incident, and writes what came of it. */
export const scans = (key: PlaybookKey): boolean =>
  playbooks[key].startedBy === 'incident' && playbooks[key].writesIncidents;

/** Minutes a scan playbook waits for Intezer before it asks what came of it, as published. */
export const scanMinutes = 10;

/**
 * Where a playbook stands. Done is what did its work: a scan that commented, an incident that was sent or that Intezer
 * has. A run that found nothing is none of it. It runs again where it failed, or ran before the entities were there.
 * @param entitiesAt ISO-8601 UTC since when the test incident has entities; undefined where it has none
 */
export function standing(
  { key, run, why, commented, byHand }: Ran,
  entitiesAt: string | undefined,
): 'going' | 'done' | 'again' | 'stuck' {
  if (run === undefined) return byHand ? 'again' : 'going';
  if (!isOver(run)) return 'going';
  if (run.status === 'Succeeded' && (commented || !scans(key))) return 'done';
  if (why === 'duplicate') return 'done';
  if (run.status === 'Failed') return 'again';
  const nothing = why === 'no-entities' || run.status === 'Succeeded';
  return nothing && isEarly({ key, run }, entitiesAt) ? 'again' : 'stuck';
}

/** Whether a scan began before the test incident had anything to scan. */
export const isEarly = ({ key, run }: Pick<Ran, 'key' | 'run'>, entitiesAt: string | undefined): boolean =>
  scans(key) && run !== undefined && (entitiesAt === undefined || run.startedAt <= entitiesAt);

export const isOver = ({ status }: WorkflowRun): boolean => !['Running', 'Waiting'].includes(status);

/**
 * Harmless things a scan finds in the test incident: a domain reserved for examples (RFC 2606), an address reserved for
 * documentation (RFC 5737), and the SHA-256 of the EICAR test file, which every scanner knows and which is no malware
 * (https://www.eicar.org/download-anti-malware-testfile/).
 */
export const testEntities: readonly Entity[] = [
  { type: 'URL', fields: { Url: 'https://example.com/' } },
  {
    type: 'FileHash',
    fields: {
      Algorithm: 'SHA256',
      Value: '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
    },
  },
  { type: 'IP', fields: { Address: '192.0.2.1' } },
];

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

export function stillRunning(keys: readonly PlaybookKey[]): Problem {
  const titles = keys.map((key) => playbooks[key].title);
  return {
    code: 'playbooks-still-running',
    title: `${titles.join(', ')} ${titles.length === 1 ? 'has' : 'have'} not ended yet`,
    because: keys.some(scans)
      ? `Intezer's scan playbooks wait ${scanMinutes} minutes before they ask for the result. The test incident is there.`
      : 'The test incident is there, and what it starts has not run to its end.',
    remedies: [{ do: 'retry', after: 30 }],
  };
}

/** A playbook that ran to its end on the test incident and did not do its work: to run it again changes nothing. */
export function didNothing(ran: readonly Ran[]): Problem {
  const each = ran.map(({ key, run, why }) =>
    run?.status === 'Cancelled'
      ? `${playbooks[key].title} ${cancelledWords[why ?? 'unknown']}`
      : `${playbooks[key].title} ended as ${run?.status ?? ''} and wrote no comment on the test incident`,
  );
  return {
    code: 'playbook-did-nothing',
    title: `${ran.map(({ key }) => playbooks[key].title).join(', ')} did nothing in the test`,
    because: `${each.join('. ')}.`,
    remedies: [
      { do: 'redo', step: ran.some(({ why }) => why === 'entities') ? 'scan-condition' : 'test-playbooks' },
    ],
  };
}

/** Said of a test that stands: an incident that the vendor had already was not sent by it. */
export function sentNothing(ran: readonly Ran[]): Problem {
  const known = ran.filter(({ why }) => why === 'duplicate');
  return {
    ...didNothing(known),
    title: `${known.map(({ key }) => playbooks[key].title).join(', ')} sent nothing new in the test`,
  };
}

export function seen(number: number, createdAt: string, runs: readonly Ran[], called: boolean): Show {
  return {
    show: 'checklist',
    title: `Test incident ${number}`,
    at: createdAt,
    items: [
      ...runs.map(({ key, why, byHand }) => ({
        is: 'met' as const,
        title: scans(key)
          ? `${playbooks[key].title} scanned what the incident has, and commented on it`
          : `${playbooks[key].title} ${byHand ? 'was run on it: its rule asks for more than it has' : 'was started by its rule'}`,
        caption: why === 'duplicate' ? cancelledWords.duplicate : 'Ended: Succeeded',
      })),
      ...(called
        ? [{ is: 'met' as const, title: `${webhook.title} took the sample and commented on the incident` }]
        : []),
    ],
  };
}
