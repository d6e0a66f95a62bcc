import type { ConnectionProfile, FormField, FormValue } from '../../engine/model/profile.ts';
import type { Show } from '../../engine/model/show.ts';
import { accessShow } from '../application/access.ts';
import { handleOf } from '../credentials/create-secret.step.ts';
import { asks, closes, unchanged } from './questions.ts';

/**
 * The forms of Dropzone's two integrations, under its own labels and in its order
 * (https://docs.dropzone.ai/integrations/alert/ms_alert/mssentinel_alert, read on 30 November 2026). A list is a line an
 * item: that is how it is typed in.
 */

type Integration = 'data-source' | 'alert-source';

const titles: Readonly<Record<Integration, string>> = {
  'data-source': 'Data source',
  'alert-source': 'Alert source',
};

/** Which of its integrations are connected, in the order in which they are filled in. */
function integrationsOf({ form }: Pick<ConnectionProfile, 'form'>): readonly Integration[] {
  return form.use === 'data-source' || form.use === 'alert-source'
    ? [form.use]
    : ['data-source', 'alert-source'];
}

/** Every line a person types at Dropzone, from top to bottom. */
export function dropzoneForm(profile: ConnectionProfile): readonly FormField[] {
  return integrationsOf(profile).flatMap((each) => [
    ...connectionLines(profile, each),
    ...workspaceLines(profile, each),
    ...(each === 'alert-source' ? alertLines(profile) : queryLines(profile)),
  ]);
}

/** What Dropzone's public page leaves out of the data source's form. */
const notKnown =
  "Dropzone's page asks for these values. What the fields of its data source are called isn't published (looked on 30 November 2026).";

function connectionLines(profile: ConnectionProfile, of: Integration): readonly FormField[] {
  const line = lineIn(`${titles[of]}: connection`);
  return [
    {
      ...line('clientId', 'Client ID', profile.clientId ?? ''),
      ...(of === 'data-source' ? { note: notKnown } : {}),
    },
    line('tenantId', 'Tenant ID', profile.tenantId),
    { ...line('clientSecret', 'Client Secret', ''), secretHandle: handleOf(profile.clientId ?? '') },
  ];
}

/** Several workspaces are a list inside one connection. */
function workspaceLines({ workspaces }: ConnectionProfile, of: Integration): readonly FormField[] {
  return workspaces.flatMap((each, at) => {
    const line = lineIn(
      `${titles[of]}: Workspaces, ${at + 1} of ${workspaces.length}: ${each.workspaceName}`,
    );
    return [
      line(`workspaceId.${at}`, 'Workspace ID', each.workspaceId),
      line(`subscriptionId.${at}`, 'Subscription ID', each.subscriptionId),
      line(`resourceGroup.${at}`, 'Resource Group', each.resourceGroup),
    ];
  });
}

/**
 * The queries alone: the data source imports nothing, and so has no severities, statuses, sync or polling. With an
 * alert source the queries belong to that.
 */
function queryLines({ form }: ConnectionProfile): readonly FormField[] {
  if (form.use !== 'data-source' || items(form.kqlQueries).length === 0) return [];
  return listLines(lineIn(`${titles['data-source']}: queries`), asks.kqlQueries, form.kqlQueries);
}

function alertLines({ form }: ConnectionProfile): readonly FormField[] {
  const of = 'alert-source';
  const take = lineIn(`${titles[of]}: what to investigate`);
  const sync = lineIn(`${titles[of]}: ticket status`);
  const timing = lineIn(`${titles[of]}: email and timing`);
  return [
    ...listLines(take, asks.severities, form.severities),
    ...listLines(take, asks.statuses, form.statuses),
    ...listLines(take, asks.kqlQueries, form.kqlQueries),
    sync('ticketSync', asks.ticketSync.title, yesOrNo(form.ticketSync)),
    ...(form.ticketSync === true ? syncLines(form, sync) : []),
    timing('emailFetching', asks.emailFetching.title, yesOrNo(form.emailFetching)),
    timing('ingestionDelay', asks.ingestionDelay.title, text(form.ingestionDelay)),
    timing('pollInterval', asks.pollInterval.title, text(form.pollInterval)),
    timing('pollLookback', asks.pollLookback.title, text(form.pollLookback)),
  ];
}

function syncLines(form: ConnectionProfile['form'], line: Line): readonly FormField[] {
  const stage = (id: string, title: string) =>
    line(id, title, form[id] === unchanged ? 'Leave unchanged' : text(form[id]));
  const lines = [
    stage('ticketStart', 'Start'),
    stage('ticketReview', 'Completed / In review'),
    stage('ticketReviewed', 'Reviewed'),
    stage('ticketReopened', 'Reopened'),
  ];
  if (!closes((id) => form[id])) return lines;
  const chosen = 'options' in asks.classification ? asks.classification.options : [];
  return [
    ...lines,
    {
      ...line(
        'classification',
        'Classification',
        chosen.find(({ id }) => id === form.classification)?.title ?? text(form.classification),
      ),
      note: "Microsoft Sentinel closes no incident without one. Enter it if Dropzone's form asks for it.",
    },
  ];
}

type Line = (id: string, title: string, value: string) => FormField;

const lineIn =
  (section: string): Line =>
  (id, title, value) => ({ section, id, title, value });

/** A list as a line an item; one line says that it is empty. */
function listLines(
  line: Line,
  { id, title }: { readonly id: string; readonly title: string },
  value: FormValue | undefined,
): readonly FormField[] {
  const all = items(value);
  if (all.length === 0) return [line(id, title, 'None')];
  if (all.length === 1) return [line(id, title, all[0] ?? '')];
  return all.map((each, at) => line(`${id}.${at}`, `${title}, ${at + 1} of ${all.length}`, each));
}

const items = (value: FormValue | undefined): readonly string[] => (typeof value === 'object' ? value : []);
const yesOrNo = (value: FormValue | undefined): string => (value === true ? 'Yes' : 'No');
const text = (value: FormValue | undefined): string => (value === undefined ? '' : String(value));

/** What is left to do at Dropzone, and what the connection can reach. */
export function dropzoneFinish(profile: ConnectionProfile, vendor: string): readonly Show[] {
  const several = profile.workspaces.length > 1;
  const fill = integrationsOf(profile).map(
    (each) =>
      `Under Available, search for Microsoft Sentinel among the ${each === 'data-source' ? 'data sources' : 'alert sources'}, and choose Configure. Copy the lines of ${titles[each]} from top to bottom. Enter the client secret last.`,
  );
  return [
    {
      show: 'checklist',
      title: 'Finish at Dropzone',
      items: [
        'In Dropzone, open Settings > Integrations.',
        ...fill,
        several
          ? `Under Workspaces, choose Add item for each of the ${profile.workspaces.length} workspaces: they belong to one connection.`
          : 'Under Workspaces, choose Add item.',
        'Choose Test & Save. Dropzone then reads what was read here.',
        "If that fails, ask Dropzone's support, as its document says.",
      ].map((title) => ({ is: 'not-reached' as const, title })),
    },
    accessShow(profile, profile.proof.objects?.application.displayName || vendor, [
      'SecurityEvents.Read.All',
    ]),
  ];
}
