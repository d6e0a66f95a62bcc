import { createHash } from 'node:crypto';
import type { Problem, Trace } from '../../engine/model/problem.ts';
import type { Evidence, Show } from '../../engine/model/show.ts';
import { byState, type Card, type Mark, worstFirst } from '../../engine/view/card.ts';
import type { Report, ReportChange } from '../../engine/view/report.ts';
import { html, lines, type Markup } from './markup.ts';
import { delayDrawing, incidentsDrawing } from './report-charts.ts';
import { style } from './report-style.ts';

const words: Readonly<Record<Mark, string>> = {
  met: 'Ready',
  unmet: 'Needs attention',
  waiting: 'Waiting for Microsoft',
  'waiting-person': 'Waiting for a person',
  blocked: 'Blocked',
  unknown: "Couldn't check",
  'not-reached': 'Not checked',
  running: 'Running',
  pending: 'Not started',
};
const intents: Readonly<Record<Report['intent'], string>> = {
  verify: 'A check: nothing was changed',
  'set-up': 'A setup',
  repair: 'A repair',
  rotate: 'A rotation of the credential',
  undo: 'An undo',
  plan: 'A plan: nothing was changed',
};
const outcomes: Readonly<Record<ReportChange['is'], string>> = {
  planned: 'Planned',
  made: 'Changed and confirmed',
  found: 'Already there',
  failed: 'Refused',
  open: 'Started, result unknown',
  undone: 'Undone',
};

/** Exactly the one style of the page may apply; nothing may run, load, or lead away. */
export const reportPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style, 'utf8').digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A report as one page without script, for people: to be read, mailed, printed. Every value in it is escaped. */
export function reportHtml(report: Report): string {
  const { tenant, checks, changes } = report;
  const sorted = byState(checks);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${reportPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${report.title}, ${tenant.tenantName}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<main>
${tenant.practice ? html`<p class="practice"><strong>Practice.</strong> ${tenant.tenantName} is a sample tenant. Nothing here reached Microsoft.</p>` : undefined}
<h1>${report.title}</h1>
<p class="lead">${intents[report.intent]}, ${ending(report)}.</p>
<dl>${[
    pair('Tenant', `${tenant.tenantName} (${tenant.tenantId})`),
    pair('Cloud', tenant.cloud),
    pair('Signed in as', tenant.account),
    pair('Vendor', report.vendor),
    pair('From', report.beganAt),
    pair('To', report.lastAt),
    pair('Run', report.runId),
    ...(report.planHash ? [pair('Plan, SHA-256', report.planHash)] : []),
    pair('Report created', `${report.madeAt}, by version ${report.program}`),
  ]}</dl>
<p class="tally">${tally(checks)}</p>
${changes.length > 0 ? html`<h2>Changes</h2>${changes.map(changeSection)}` : undefined}
<h2>Checks</h2>
${sorted.map(checkSection)}
<footer>Integrity, SHA-256 ${report.integrity}. It shows that the JSON report behind this page wasn't changed by mistake. It isn't a signature.</footer>
</main>
</body>
</html>
`;
  return page.markup;
}

function ending({ ended }: Report): string {
  switch (ended) {
    case 'done':
      return 'finished';
    case 'incomplete':
      return 'not finished';
    case 'declined':
      return 'declined';
    case 'cancelled':
      return 'canceled';
    case 'stale':
      return 'stopped because the tenant changed';
    case 'not-ended':
      return 'still running';
  }
}

function tally(checks: readonly Card[]): string {
  const counts = worstFirst
    .map((mark) => [mark, checks.filter((card) => card.mark === mark).length] as const)
    .filter(([, count]) => count > 0);
  return counts.map(([mark, count]) => `${count} ${lowerFirst(words[mark])}`).join(', ');
}

/** "Waiting for Microsoft" keeps its name inside a sentence. */
const lowerFirst = (word: string): string => `${word.slice(0, 1).toLowerCase()}${word.slice(1)}`;

function pair(key: string, value: string): Markup {
  return html`<dt>${key}</dt><dd>${value}</dd>`;
}

function changeSection({ step, change, is, at, made, problem, requests, operation }: ReportChange): Markup {
  const { verb, what, where, right, undoneBy, months } = change;
  const title = `${(verb[0] ?? '').toUpperCase()}${verb.slice(1)} ${what}`;
  return html`<section class="item">
<h3><span class="state ${is}">${outcomes[is]}</span> ${title}</h3>
<dl>${[
    pair('Where', where),
    ...(months === undefined ? [] : [pair('Lasts', `${months} months`)]),
    pair('Minimum role', right),
    pair('Undo', undoneBy),
    pair('Step', step),
    ...(at === undefined ? [] : [pair('At', at)]),
    ...(made === undefined ? [] : [pair('Created in the tenant', `${made.kind} ${made.id}`)]),
    ...(operation === undefined ? [] : [pair('Operation', operation)]),
  ]}</dl>
${problem ? html`<p>${problem.title}. ${problem.because}</p>${traceOf(problem.trace)}` : undefined}
${evidenceTable('Requests', requests)}
</section>
`;
}

function checkSection(card: Card): Markup {
  const says = card.problem ?? card.warning;
  const weight =
    card.severity === 'block' ? '' : card.severity === 'warn' ? ', a warning' : ', for information';
  return html`<section class="item">
<h3><span class="state ${card.mark}">${words[card.mark]}</span> ${card.title}</h3>
<p class="quiet">${card.why}${weight}.${card.checks.length > 0 ? ` Answers ${card.checks.join(', ')}.` : ''}</p>
<p>${card.caption}</p>
${says && says.because !== card.caption ? html`<p>${says.title}. ${says.because}</p>` : undefined}
${says ? problemRest(says) : undefined}
${card.shows.map(showOf)}
${evidenceTable('Evidence', card.evidence)}
</section>
`;
}

function problemRest({ who, remedies, trace }: Problem): Markup {
  const message = remedies.find((remedy) => remedy.do === 'ask-someone')?.message;
  const people = who?.people?.length ? `, such as ${who.people.slice(0, 3).join(', ')}` : '';
  return html`${who ? html`<p>Minimum role: ${who.role}${people}.</p>` : undefined}${message ? html`<pre>${lines(message)}</pre>` : undefined}${traceOf(trace)}`;
}

function traceOf(trace: Trace | undefined): Markup | undefined {
  if (!trace) return undefined;
  const told = [
    trace.at,
    trace.answer && `answer ${trace.answer}`,
    trace.request && `request ${trace.request}`,
    trace.correlation && `correlation ${trace.correlation}`,
  ];
  return html`<p class="code">Trace: ${told.filter(Boolean).join(', ')}</p>`;
}

function evidenceTable(title: string, evidence: readonly Evidence[]): Markup | undefined {
  if (evidence.length === 0) return undefined;
  return table(
    title,
    [
      { title: 'Request' },
      { title: 'Answer' },
      { title: 'As' },
      { title: 'Time' },
      { title: 'Request and correlation IDs' },
    ],
    evidence.map(({ request, answer, identity, at, requestId, correlation }) => [
      request,
      answer,
      identity === 'person' ? 'The one signed in' : 'The application',
      at,
      [requestId, correlation].filter(Boolean).join(' '),
    ]),
  );
}

function table(
  title: string | undefined,
  columns: readonly { readonly title: string; readonly numeric?: true }[],
  rows: readonly (readonly string[])[],
): Markup {
  const kind = (at: number) => (columns[at]?.numeric ? 'number' : 'text');
  return html`<table>${title === undefined ? undefined : html`<caption>${title}</caption>`}<thead><tr>${columns.map((column, at) => html`<th class="${kind(at)}" scope="col">${column.title}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((value, at) => html`<td class="${kind(at)}">${value}</td>`)}</tr>`)}</tbody></table>
`;
}

function showOf(show: Show): Markup {
  switch (show.show) {
    case 'text':
      return html`<p>${show.text}</p>`;
    case 'pairs':
      return html`${heading(show.title)}<dl>${show.pairs.map(([key, value]) => pair(key, value))}</dl>`;
    case 'table':
      return table(show.title, show.columns, show.rows);
    case 'checklist':
      return table(
        show.at === undefined
          ? show.title
          : `${show.title ?? 'Seen'}, ${show.at.slice(0, 16).replace('T', ' ')} UTC`,
        [{ title: 'State' }, { title: 'What' }],
        show.items.map(({ is, title, caption }) => [words[is], caption ? `${title}: ${caption}` : title]),
      );
    case 'code':
      return html`${heading(show.title)}<pre>${lines(show.code)}</pre>`;
    case 'held-secret':
      return html`<p>${show.title}: not part of a report.</p>`;
    case 'chart': {
      const { chart, title } = show;
      const told = html`<figcaption><strong>${title}</strong><br>${show.caption}</figcaption>`;
      if (chart.chart === 'access') {
        return html`<figure>${told}${table(
          undefined,
          [{ title: 'Permission or role' }, { title: 'Reaches' }, { title: 'What for' }],
          [
            ...chart.given.map((each) => [each.name, each.reaches, each.verb]),
            ...chart.leftOut.map(({ name, because }) => [name, 'Left out', because]),
          ],
        )}</figure>`;
      }
      const drawn = chart.chart === 'delay' ? delayDrawing(title, chart) : incidentsDrawing(title, chart);
      return html`<figure>${told}${drawn}</figure>`;
    }
  }
}

function heading(title: string | undefined): Markup | undefined {
  return title === undefined ? undefined : html`<h4>${title}</h4>`;
}
