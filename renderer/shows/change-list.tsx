import { makeStyles, mergeClasses, shorthands, tokens as t } from '@fluentui/react-components';
import {
  AddRegular,
  CheckmarkCircleFilled,
  CheckmarkRegular,
  DismissRegular,
  PersonKeyRegular,
  SendRegular,
  SubtractRegular,
} from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import type { PlannedChange } from '../../engine/journal/journal.ts';
import type { Change, Verb } from '../../engine/model/step.ts';
import { assertNever } from '../format/assert-never.ts';
import { counted } from '../format/words.ts';
import type { ChangeGroup } from '../model/review.ts';
import { rightsOf } from '../model/rights.ts';
import { useStore } from '../state/store.ts';
import { forced, narrow, small, useShapes } from '../ui/styles.ts';

const useStyles = makeStyles({
  chip: {
    width: '70px',
    flexShrink: 0,
    boxSizing: 'border-box',
    display: 'inline-flex',
    '& > svg': { flexShrink: 0 },
    gap: '4px',
    alignItems: 'center',
    justifyContent: 'center',
    padding: '1px 4px',
    fontSize: '12px',
    lineHeight: '16px',
    fontWeight: t.fontWeightSemibold,
    borderRadius: t.borderRadiusMedium,
    border: '1px solid transparent',
    color: t.colorNeutralForeground2,
    backgroundColor: t.colorNeutralBackground3,
    [forced]: { ...shorthands.borderColor('CanvasText') },
  },
  warn: { color: t.colorStatusWarningForeground1, backgroundColor: t.colorStatusWarningBackground1 },
  change: {
    display: 'flex',
    alignItems: 'center',
    gap: '16px',
    padding: '7px 12px 7px 16px',
    fontSize: '13px',
    borderBottom: `1px solid ${t.colorNeutralStroke3}`,
    [small]: { flexWrap: 'wrap', gap: '4px 12px' },
  },
  undo: { flexShrink: 0, maxWidth: '40%', textAlign: 'right', [small]: { maxWidth: '100%' } },
  group: { ':last-child > ul > li:last-child': { borderBottomStyle: 'none' } },
  head: { flexWrap: 'wrap' },
  rights: { display: 'flex', flexWrap: 'wrap', gap: '2px 12px', marginLeft: 'auto' },
  reason: { flexGrow: 1, flexBasis: 0, [narrow]: { display: 'none' } },
  good: { color: t.colorStatusSuccessForeground1 },
});

/** What a change does, as one word with a shape. */
export function VerbChip({ verb }: { readonly verb: Verb }) {
  const s = useStyles();
  const [word, icon] = verbWord(verb);
  const takes = verb === 'remove' || verb === 'revoke';
  return (
    <span className={mergeClasses(s.chip, takes && s.warn)}>
      {icon} {word}
    </span>
  );
}

function verbWord(verb: Verb): readonly [string, ReactElement] {
  switch (verb) {
    case 'create':
      return ['Create', <AddRegular key="i" aria-hidden />];
    case 'add':
      return ['Add', <AddRegular key="i" aria-hidden />];
    case 'update':
      return ['Update', <CheckmarkRegular key="i" aria-hidden />];
    case 'grant':
      return ['Grant', <CheckmarkRegular key="i" aria-hidden />];
    case 'assign':
      return ['Assign', <PersonKeyRegular key="i" aria-hidden />];
    case 'send':
      return ['Send', <SendRegular key="i" aria-hidden />];
    case 'remove':
      return ['Remove', <SubtractRegular key="i" aria-hidden />];
    case 'revoke':
      return ['Revoke', <DismissRegular key="i" aria-hidden />];
    default:
      return assertNever(verb);
  }
}

const prepositions: Readonly<Partial<Record<Verb, string>>> = { create: 'in', send: 'to', remove: 'from' };

/** The words between what and where. */
export function whereWords({ verb, where, months }: Change): string {
  const lasts = months === undefined || /month/.test(where) ? '' : `, ${counted(months, 'month')}`;
  return `${prepositions[verb] ?? 'on'} ${where}${lasts}`;
}

interface LineProps {
  readonly change: Change;
  /** What matters of it here; how it can be undone unless said. */
  readonly aside?: string;
}

export function ChangeLine({ change, aside = change.undoneBy }: LineProps) {
  const s = useStyles();
  const shapes = useShapes();
  return (
    <li className={s.change}>
      <VerbChip verb={change.verb} />
      <span className={shapes.grow} style={{ overflowWrap: 'anywhere' }}>
        <span className={shapes.strong}>{change.what}</span>{' '}
        <span className={shapes.quiet}>{whereWords(change)}</span>
      </span>
      <span className={mergeClasses(shapes.caption, s.undo)}>{aside}</span>
    </li>
  );
}

interface ListProps {
  readonly groups: readonly ChangeGroup[];
  /** How many groups come before these. */
  readonly after?: number;
}

/** Every change, grouped by the step that makes it, with the least role for each. */
export function ChangeList({ groups, after = 0 }: ListProps) {
  const s = useStyles();
  const shapes = useShapes();
  const shows = useStore((store) => store.app?.signedIn?.shows) ?? [];
  return (
    <div className={mergeClasses(shapes.card, shapes.clip)}>
      {groups.map(({ step, title, why, changes }, at) => (
        <div key={step} className={s.group}>
          <div className={mergeClasses(shapes.head, s.head)}>
            <h2 className={shapes.h3} style={{ fontSize: 13, minWidth: 0 }}>
              {after + at + 1}. {title}
            </h2>
            <span title={why} className={mergeClasses(shapes.caption, shapes.cut, s.reason)}>
              {why}
            </span>
            <span className={s.rights}>
              {rightsOf(changes, shows).map(({ right, held }) => (
                <Right key={right} right={right} mine={held === 'you'} />
              ))}
            </span>
          </div>
          <ul className={shapes.list}>
            {changes.map((change) => (
              <ChangeLine key={`${change.verb} ${change.what} ${change.where}`} change={change} />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function Right({ right, mine }: { readonly right: string; readonly mine: boolean }) {
  const s = useStyles();
  const shapes = useShapes();
  return (
    <span className={mergeClasses(shapes.line, shapes.keep)} style={{ fontSize: 12, gap: 4 }}>
      {right}
      {mine && (
        <>
          <CheckmarkCircleFilled aria-hidden className={mergeClasses(shapes.icon16, s.good)} />
          <span className={shapes.hidden}>, which you have</span>
        </>
      )}
    </span>
  );
}

/** The same change in the aside of the questions: what the application receives. */
export function received(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  return changes.filter(({ verb }) => verb === 'grant' || verb === 'assign');
}
