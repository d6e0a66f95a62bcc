import { describe, expect, it } from 'vitest';
import type { AnswerValue, Question } from '../../engine/model/question.ts';
import recipe from '../dropzone-sentinel.recipe.ts';
import { dropzoneFinish, dropzoneForm } from './form.ts';
import { everything } from './profile.spec-kit.ts';
import { asks } from './questions.ts';

/**
 * Each thing that Dropzone's page asks of a person, in our own words, by its place on
 * https://docs.dropzone.ai/integrations/alert/ms_alert/mssentinel_alert and the general page it leads to (read on
 * 30 November 2026), and what does it: a step, a line of the form, a question, or a thing left to do at Dropzone.
 */
const asked: readonly (readonly [
  place: string,
  asks: string,
  by: { step: string } | { line: string } | { question: string } | { todo: RegExp },
])[] = [
  ['Register', 'open the app registrations', { step: 'register-application' }],
  ['Register', 'choose a new registration', { step: 'register-application' }],
  ['Register', 'give it a name one remembers', { question: 'appName' }],
  ['Register', 'choose accounts of this directory only', { step: 'register-application' }],
  ['Register', 'leave the redirect URI empty', { step: 'register-application' }],
  ['Register', 'register', { step: 'register-application' }],
  ['Credentials', 'copy the application ID, called Client ID', { line: 'Client ID' }],
  ['Credentials', 'copy the directory ID, called Tenant ID', { line: 'Tenant ID' }],
  ['Credentials', 'add a client secret with a description', { step: 'create-secret' }],
  ['Credentials', 'choose when it expires', { question: 'secretMonths' }],
  ['Credentials', 'note the date it expires', { step: 'create-secret' }],
  ['Credentials', 'copy its value', { line: 'Client Secret' }],
  ['Permissions', 'find the Log Analytics API', { step: 'find-api:log-analytics' }],
  ['Permissions', 'add Data.Read as an application', { step: 'add-permissions:log-analytics' }],
  ['Permissions', 'grant admin consent', { step: 'grant-consent:log-analytics' }],
  [
    'Permissions',
    'where alerts are read through Graph, add SecurityEvents.Read.All',
    { step: 'add-permissions:graph' },
  ],
  ['Permissions', 'grant admin consent for it', { step: 'grant-consent:graph' }],
  ['Roles', 'open the access control of the workspace', { step: 'assign-role:soc' }],
  ['Roles', 'assign Log Analytics Reader, or Responder to sync', { step: 'assign-role:soc' }],
  ['Workspaces', 'copy the workspace ID', { line: 'Workspace ID' }],
  ['Workspaces', 'copy the subscription ID', { line: 'Subscription ID' }],
  ['Workspaces', 'copy the resource group', { line: 'Resource Group' }],
  ['Dropzone', 'open Settings, Integrations', { todo: /Settings > Integrations/u }],
  ['Dropzone', 'find it under Available', { todo: /Under Available, search for Microsoft Sentinel/u }],
  ['Dropzone', 'configure the data source', { todo: /data sources, and choose Configure/u }],
  ['Dropzone', 'configure the alert source', { todo: /alert sources, and choose Configure/u }],
  ['Dropzone', 'enter the IDs and the secret', { todo: /from top to bottom/u }],
  ['Dropzone', 'add each workspace as an item', { todo: /Add item for each/u }],
  ['Dropzone', 'tick the severities', { line: 'Enabled severity levels' }],
  ['Dropzone', 'tick the statuses', { line: 'Enabled statuses' }],
  ['Dropzone', 'enter the queries', { line: 'KQL Queries' }],
  ['Dropzone', 'choose whether status is updated', { line: 'Update status on investigation change' }],
  ['Dropzone', 'choose the status at the start', { line: 'Start' }],
  ['Dropzone', 'choose the status in review', { line: 'Completed / In review' }],
  ['Dropzone', 'choose the status when reviewed', { line: 'Reviewed' }],
  ['Dropzone', 'choose the status when reopened', { line: 'Reopened' }],
  ['Dropzone', 'choose whether email is fetched', { line: 'Microsoft Defender Email Fetching' }],
  ['Dropzone', 'enter how late logs arrive', { line: 'Log ingestion delay' }],
  ['Dropzone', 'enter how often to poll', { line: 'Poll interval' }],
  ['Dropzone', 'enter how far to look back', { line: 'Poll lookback' }],
  ['Dropzone', 'test and save', { todo: /Test & Save/u }],
  ['Dropzone', 'ask its support where that fails', { todo: /Dropzone's support/u }],
];

const answers: Readonly<Record<string, AnswerValue>> = {
  use: 'both',
  ticketSync: true,
  workspace: ['/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/soc'],
};
const answered = <T>(ask: Question<T>): T =>
  (answers[ask.id] ?? ('default' in ask ? ask.default : undefined)) as T;
const steps = recipe.steps(answered).map(({ id }) => id);
const form = dropzoneForm(everything);
const todo = dropzoneFinish(everything, 'Dropzone AI').flatMap((show) =>
  show.show === 'checklist' ? show.items.map(({ title }) => title) : [],
);
/** A label without the count of a list's items. */
const label = (title: string): string => title.replace(/, \d+ of \d+$/u, '');

function does(by: (typeof asked)[number][2]): boolean {
  if ('step' in by) return steps.some((id) => id === by.step || id.startsWith(`${by.step}:`));
  if ('line' in by) return form.some(({ title }) => label(title) === by.line);
  if ('question' in by) return Object.hasOwn(asks, by.question);
  return todo.some((title) => by.todo.test(title));
}

describe("what Dropzone's page asks of a person", () => {
  it.each(asked)('%s: %s', (_place, _asks, by) => {
    expect(does(by)).toBe(true);
  });

  it('is all that the form asks, but for what Microsoft needs', () => {
    const named = asked.flatMap(([, , by]) => ('line' in by ? [by.line] : []));
    const more = [...new Set(form.map(({ title }) => label(title)))].filter(
      (title) => !named.includes(title),
    );
    expect(more).toEqual(['Classification']);
  });

  it('would be reported: a sentence that nothing does', () => {
    expect(does({ step: 'buy-licenses' })).toBe(false);
    expect(does({ line: 'Workspace Name' })).toBe(false);
    expect(does({ todo: /System, Integrations/u })).toBe(false);
  });
});
