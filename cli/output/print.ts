import type { PlannedChange, RunTenant } from '../../engine/journal/journal.ts';
import { aboutADay, incidentRows, taken } from '../../engine/model/incidents.ts';
import { messageOf, type Problem, type Remedy } from '../../engine/model/problem.ts';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { Question, Refusal } from '../../engine/model/question.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Show, State } from '../../engine/model/show.ts';
import type { Change } from '../../engine/model/step.ts';
import { visible, visibleLines } from '../../engine/model/visible.ts';
import { ownChanges, type Plan } from '../../engine/run/plan.ts';
import type { Card, Mark } from '../../engine/view/card.ts';
import type { Format } from '../../host/profile/renderings/format.ts';
import { type RecipeWords, render } from '../../host/profile/renderings/render.ts';
import { evidenceLines } from './evidence-lines.ts';
import { columns, type Style, type Tone, wrapped } from './style.ts';

/** Lines of text, without their line breaks. Everything a tenant or a file said is shown, never obeyed. */
export type Lines = readonly string[];

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** Where a run is made, said before anything else. */
export function tenantLines(style: Style, title: string, tenant: RunTenant): Lines {
  const where = `${visible(tenant.tenantName || 'Tenant')} (${visible(tenant.tenantId)}), ${visible(tenant.cloud)} cloud`;
  return [
    style.paint('strong', visible(title)),
    ...(tenant.practice ? [style.paint('warn', 'Sample tenant: nothing here is real.')] : []),
    where,
    `Signed in as ${visible(tenant.account)}`,
    '',
  ];
}

/** The word a state is told by, and its tone. */
export function stateWord(mark: Mark | State): readonly [word: string, tone: Tone] {
  switch (mark) {
    case 'met':
      return ['ready', 'good'];
    case 'unmet':
      return ['needs attention', 'bad'];
    case 'waiting':
      return ['waiting for Microsoft', 'warn'];
    case 'waiting-person':
      return ['waiting for a person', 'warn'];
    case 'blocked':
      return ['blocked', 'bad'];
    case 'unknown':
      return ["couldn't check", 'warn'];
    case 'not-reached':
      return ['not checked', 'faint'];
    case 'running':
      return ['running', 'link'];
    case 'pending':
      return ['not started', 'faint'];
    default:
      return assertNever(mark);
  }
}

/** One step as a person reads it: its state, what it says, what to do. `now` is ISO-8601 UTC. */
export function cardLines(style: Style, card: Card, now: string): Lines {
  const [word, tone] = stateWord(card.mark);
  const weight =
    card.severity === 'block' || card.mark === 'met'
      ? ''
      : card.severity === 'warn'
        ? ' (warning)'
        : ' (information)';
  const head = `${style.paint(tone, word.padEnd(21))} ${style.paint('strong', visible(card.title))}${weight}`;
  const problem = card.problem ?? card.warning;
  const told = problem?.because === card.caption || problem?.title === card.caption;
  return [
    head,
    ...(told ? [] : wrapped(style, sentence(visible(card.caption)), '  ')),
    ...waitingLine(card, now),
    ...card.shows.flatMap((show) => showLines(style, show)),
    ...(card.problem ? problemLines(style, card.problem, 'bad', card.byRepair) : []),
    ...(card.warning ? problemLines(style, card.warning, 'warn', card.byRepair) : []),
    ...(card.mark === 'met' ? [] : evidenceLines(style, card.evidence)),
  ];
}

function waitingLine(card: Card, now: string): Lines {
  if (card.mark !== 'waiting' && card.mark !== 'waiting-person') return [];
  const since = card.since === undefined ? undefined : (Date.parse(now) - Date.parse(card.since)) / 1000;
  const parts = [
    ...(since !== undefined && since >= 1 ? [`for ${length(since)} so far`] : []),
    // How long Microsoft takes says nothing of how long a person does.
    ...(card.usually && card.mark === 'waiting'
      ? [`usually ${length(card.usually.from)} to ${length(card.usually.to)}`]
      : []),
  ];
  return parts.length > 0 ? [`  Waiting ${parts.join(', ')}.`] : [];
}

/** A problem with its way out; `byRepair` where set-up would not do its step. */
export function problemLines(style: Style, problem: Problem, tone: Tone = 'bad', byRepair = false): Lines {
  const { who, trace } = problem;
  return [
    `  ${style.paint(tone, sentence(visible(problem.title)))}`,
    ...wrapped(style, sentence(visible(problem.because)), '  '),
    ...(who
      ? wrapped(
          style,
          `Who can: ${visible(who.role)}${who.people?.length ? `, such as ${who.people.map(visible).join(', ')}` : ''}.`,
          '  ',
        )
      : []),
    ...problem.remedies.flatMap((remedy) => remedyLines(style, addressed(remedy, problem), byRepair)),
    ...(trace ? [style.paint('faint', `  Trace: ${traceText(trace)}`)] : []),
  ];
}

/** The message begins with those who can, where they are known; a name has one line, whatever it holds. */
function addressed(remedy: Remedy, { remedies, who }: Problem): Remedy {
  if (remedy.do !== 'ask-someone' || !who?.people) return remedy;
  const message = messageOf({ remedies, who: { ...who, people: who.people.map(visible) } });
  return { ...remedy, message: message ?? remedy.message };
}

function traceText(trace: NonNullable<Problem['trace']>): string {
  return [
    trace.at,
    ...(trace.answer ? [`answer ${trace.answer}`] : []),
    ...(trace.request ? [`request ${trace.request}`] : []),
    ...(trace.correlation ? [`correlation ${trace.correlation}`] : []),
  ]
    .map(visible)
    .join(', ');
}

/** What a person can do, as lines. */
export function remedyLines(style: Style, remedy: Remedy, byRepair = false): Lines {
  const say = (text: string): Lines => wrapped(style, visible(text), '    ', '  → ');
  switch (remedy.do) {
    case 'retry':
      return say(
        remedy.after
          ? `Run the same command again in ${length(remedy.after)}.`
          : 'Run the same command again.',
      );
    case 'redo':
      return say(
        remedy.step === 'questions'
          ? 'Change the answers, and run the command again.'
          : `Run ${byRepair ? 'repair' : 'set-up'}: it redoes this step (${remedy.step}) again.`,
      );
    case 'sign-in':
      return say(
        remedy.with === undefined
          ? 'Sign in again: run the same command.'
          : `Sign in another way: run the same command with --sign-in ${remedy.with}.`,
      );
    case 'sign-in-as':
      return say(`Sign in as a person with the role ${remedy.role}.`);
    case 'run':
      // Never wrapped: it is to be copied whole.
      return [...say('Run this command:'), `    ${style.paint('link', visible(remedy.command))}`];
    case 'open':
      return [...say(`${remedy.label}:`), `    ${style.paint('link', visible(remedy.url))}`];
    case 'ask-someone':
      return [
        ...say('Send this to someone who can:'),
        ...visibleLines(remedy.message)
          .split('\n')
          // A command is indented, and copied whole: broken in two it would be another one.
          .flatMap((line) => (line.startsWith('  ') ? [`      ${line}`] : wrapped(style, line, '      '))),
      ];
    default:
      return assertNever(remedy);
  }
}

/** One write, said before it is made. */
export function changeLines(style: Style, change: Change): Lines {
  // A step may have said its lifetime already where it says where.
  const said = change.months === undefined || /\bmonths?\b/.test(change.where);
  const months = said ? '' : `, ${counted(change.months ?? 0, 'month')}`;
  const who = change.by === 'someone-else' ? 'Someone else makes it. ' : '';
  const aside = `${who}Takes ${visible(change.right)}. ${sentence(visible(change.undoneBy))}`;
  return [
    ...wrapped(
      style,
      `${verbWord(change.verb)} ${visible(change.what)} (${visible(change.where)}${months})`,
      '    ',
      '  - ',
    ),
    ...wrapped(style, aside, '    ').map((line) => style.paint('faint', line)),
  ];
}

function verbWord(verb: Change['verb']): string {
  switch (verb) {
    case 'create':
      return 'Create';
    case 'add':
      return 'Add';
    case 'update':
      return 'Update';
    case 'grant':
      return 'Grant';
    case 'assign':
      return 'Assign';
    case 'send':
      return 'Send';
    case 'remove':
      return 'Remove';
    case 'revoke':
      return 'Revoke';
    default:
      return assertNever(verb);
  }
}

/** The whole plan, grouped by step. `titleOf` gives a step's title. */
export function planLines(style: Style, plan: Plan, titleOf: (step: string) => string): Lines {
  const { changes } = plan;
  if (changes.length === 0) return ['No changes needed.', `Plan ${plan.planHash}`, ''];
  const groups = new Map<string, PlannedChange[]>();
  for (const change of changes) groups.set(change.step, [...(groups.get(change.step) ?? []), change]);
  return [
    style.paint('strong', counted(changes.length, 'change') + forOthers(changes)),
    ...[...groups].flatMap(([step, each]) => [
      style.paint('strong', visible(titleOf(step))),
      ...each.flatMap((change) => changeLines(style, change)),
    ]),
    '',
    `Plan ${plan.planHash}`,
    '',
  ];
}

function forOthers(changes: readonly PlannedChange[]): string {
  const theirs = changes.length - ownChanges(changes).length;
  if (theirs === 0) return '';
  return `, ${theirs === changes.length ? '' : `${theirs} of them `}for someone else`;
}

/** Something a step puts in front of a person. */
export function showLines(style: Style, show: Show): Lines {
  switch (show.show) {
    case 'text':
      return [
        ...wrapped(style, visible(show.text), '  '),
        ...(show.learnMore ? [`  ${style.paint('link', visible(show.learnMore))}`] : []),
      ];
    case 'pairs':
      return titled(
        style,
        show.title,
        columns(show.pairs.map(([name, value]) => [visible(name), visible(value)])),
      );
    case 'table': {
      const head = show.columns.map(({ title }) => visible(title));
      const rows = show.rows.map((row) => row.map(visible));
      const numeric = show.columns.map((column) => column.numeric === true);
      return titled(style, show.title, columns([head, ...rows], numeric));
    }
    case 'checklist':
      return titled(
        style,
        show.at === undefined ? show.title : `${show.title ?? 'Seen'}, ${inUtc(show.at)}`,
        columns(
          show.items.map((item) => [
            item.is === 'not-reached' ? '-' : stateWord(item.is)[0],
            visible(item.caption ? `${item.title} (${item.caption})` : item.title),
          ]),
        ),
      );
    case 'chart':
      return titled(style, show.title, [visible(show.caption), ...chartLines(show.chart)]);
    case 'code':
      return titled(style, show.title, visibleLines(show.code).split('\n'));
    case 'held-secret':
      return [
        `  ${visible(show.title)}: ••••••••••••, stored encrypted on this computer${show.expires ? ` until ${visible(show.expires.slice(0, 10))}` : ''}`,
      ];
    default:
      return assertNever(show);
  }
}

/** 2026-11-24 10:42 UTC */
const inUtc = (iso: string): string => `${visible(iso.slice(0, 16)).replace('T', ' ')} UTC`;

function titled(style: Style, title: string | undefined, lines: Lines): Lines {
  return [
    ...(title === undefined ? [] : [`  ${style.paint('strong', visible(title))}`]),
    ...lines.map((line) => `    ${line}`),
  ];
}

function chartLines(chart: Extract<Show, { show: 'chart' }>['chart']): Lines {
  if (chart.chart === 'access') {
    return [
      ...columns(chart.given.map((each) => [each.name, each.verb, each.reaches].map(visible))),
      ...chart.leftOut.map(({ name, because }) => `without ${visible(name)}: ${visible(because)}`),
    ];
  }
  if (chart.chart === 'incidents') {
    const { columns: head, rows } = incidentRows(chart);
    const { mean } = taken(chart);
    return [
      ...columns(
        [head, ...rows],
        head.map((_, at) => at > 0),
      ),
      `${aboutADay(mean)} a day`,
    ];
  }
  const { p50, p95, p99 } = chart.marks;
  const most = Math.max(1, ...chart.counts);
  const blocks = '▁▂▃▄▅▆▇█';
  const bars = chart.counts
    .slice(0, 60)
    .map((count) => (count === 0 ? ' ' : blocks[Math.ceil((count / most) * 8) - 1]));
  return [
    `|${bars.join('')}|  0 to ${length(chart.binSeconds * bars.length)}`,
    `half within ${length(p50)}, 95 of 100 within ${length(p95)}, 99 of 100 within ${length(p99)}`,
  ];
}

/** A question as it is put in the terminal, with what it offers. */
export function askLines(style: Style, ask: Question): Lines {
  const head = [
    style.paint('strong', visible(ask.title)),
    ...(ask.helper ? wrapped(style, visible(ask.helper), '  ') : []),
    ...(ask.consequence ? wrapped(style, visible(ask.consequence), '  ') : []),
  ];
  switch (ask.kind) {
    case 'choice':
    case 'choices':
      return [
        ...head,
        ...optionLines(ask.options.map(({ id, title, consequence }) => [id, title, consequence ?? ''])),
      ];
    case 'pick': {
      const shown = ask.options.slice(0, 30);
      const more = ask.options.length - shown.length;
      return [
        ...head,
        ...optionLines(shown.map(({ title, cells = [] }) => [title, ...cells])),
        ...(more > 0 ? [`  and ${more} more. Enter a name or an ID`] : []),
      ];
    }
    case 'number':
      return [...head, `  From ${ask.min} to ${ask.max}${ask.unit ? ` ${visible(ask.unit)}` : ''}`];
    case 'duration':
      return [...head, `  Such as 5m, from ${length(ask.minSeconds)} to ${length(ask.maxSeconds)}`];
    case 'confirm':
      return [...head, '  yes or no'];
    case 'secret':
      return [...head, `  Pass it with --secret ${ask.id}=env:NAME, file:PATH or stdin`];
    case 'text':
    case 'list':
    case 'query':
    case 'file':
      return head;
    default:
      return assertNever(ask);
  }
}

function optionLines(rows: readonly (readonly string[])[]): Lines {
  return columns(rows.map((row) => row.map(visible))).map((line) => `  ${line}`);
}

/** A refusal: field, why, what would do. At most three lines. */
export function refusalLines(style: Style, refusal: Refusal): Lines {
  return [
    `${style.paint('bad', visible(refusal.field))}: ${visible(refusal.reason)}`,
    `  → ${visible(refusal.remedy)}`,
  ];
}

/** A profile in the format that was asked for, the secret only where a person asked to see it. */
export function profileInTheClear(
  profile: ConnectionProfile,
  secret: Secret | undefined,
  format: Format,
  of: RecipeWords,
): string {
  const shown = secret ? { ...profile, clientSecret: secret.reveal('terminal') } : profile;
  return render(shown, format, of);
}

/** A secret handed over on the terminal, because nothing else holds it. */
export function handedOverLine(title: string, secret: Secret): string {
  return `${visible(title)}: ${secret.reveal('terminal')}`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Seconds as people say them. */
export function length(seconds: number): string {
  if (seconds < 1) return seconds <= 0 ? '0 s' : 'under 1 s';
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** Closes a switch over a closed vocabulary. Reached only by a value the types don't know. */
export function assertNever(word: never): never {
  throw new Error(`not a word of ours: ${JSON.stringify(word)}`);
}
