import type { PlannedChange, RunTenant } from '../../engine/journal/journal.ts';
import { messageOf, type Problem, type Remedy } from '../../engine/model/problem.ts';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { Refusal } from '../../engine/model/question.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Change } from '../../engine/model/step.ts';
import { visible, visibleLines } from '../../engine/model/visible.ts';
import { ownChanges, type Plan } from '../../engine/run/plan.ts';
import type { Card } from '../../engine/view/card.ts';
import type { Format } from '../../host/profile/renderings/format.ts';
import { type RecipeWords, render } from '../../host/profile/renderings/render.ts';
import { evidenceLines } from './evidence-lines.ts';
import { showLines } from './show-lines.ts';
import { type Style, type Tone, wrapped } from './style.ts';
import { assertNever, counted, type Lines, length, stateWord } from './words.ts';

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

/** A refusal: the field, the reason, and what would be accepted. At most three lines. */
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
