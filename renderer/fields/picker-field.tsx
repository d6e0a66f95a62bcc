import {
  Button,
  Input,
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  tokens as t,
} from '@fluentui/react-components';
import { ArrowClockwiseRegular, SearchRegular } from '@fluentui/react-icons';
import { type KeyboardEvent, type RefObject, useMemo, useRef, useState } from 'react';
import { counted, grouped } from '../format/words.ts';
import { narrowed, type Pill as PillName, preferredWord, toggled } from '../model/picker.ts';
import { rowsInSight, useScrollBox } from '../model/virtual-rows.ts';
import { useNarrow, useQuiet } from '../state/hooks.ts';
import { choose, say } from '../state/session.ts';
import { Nothing } from '../ui/list-states.tsx';
import { useShapes } from '../ui/styles.ts';
import { TextLink } from '../ui/text-link.tsx';
import type { AskProps } from './field-words.ts';
import { PickHead, PickRow } from './picker-rows.tsx';

const useStyles = makeStyles({
  search: { width: '380px', maxWidth: '100%', flexShrink: 1 },
  pill: { borderRadius: t.borderRadiusCircular, minWidth: '0' },
  body: { overflowY: 'auto', overflowX: 'hidden', position: 'relative' },
  foot: {
    display: 'flex',
    gap: '12px',
    flexWrap: 'wrap',
    padding: '8px 16px',
    backgroundColor: t.colorNeutralBackground2,
    borderTop: `1px solid ${t.colorNeutralStroke2}`,
  },
});

/** What the tenant holds, to be picked from: thousands of rows at the speed of typing, never a pasted GUID. */
export function Picker({ ask, value, onChange, refusal, readOnly }: AskProps<'pick'>) {
  const s = useStyles();
  const shapes = useShapes();
  const folded = useNarrow();
  const [search, setSearch] = useState('');
  const [pill, setPill] = useState<PillName>('all');
  const body = useRef<HTMLDivElement>(null);
  const chosen = Array.isArray(value) ? (value as readonly string[]) : ask.default;
  const options = ask.options;
  const rows = useMemo(() => narrowed(options, search, pill, chosen), [options, search, pill, chosen]);
  const height = folded ? 60 : 44;
  const { top, view, gutter } = useScrollBox(body, `${search} ${pill} ${height}`);
  const { from, to: until } = rowsInSight(rows.length, height, top, view);
  const move = useRowKeys(body, rows.length, height, view);
  useQuiet(() => (search === '' ? undefined : say(counted(rows.length, 'hit'))), 500, search);
  const unusable = options.find((option) => option.unusable !== undefined)?.unusable;

  if (options.length === 0) {
    return <Nothing title={ask.title} why={ask.empty} again={() => choose(true)} />;
  }
  const first = Math.floor(top / height);
  const last = Math.min(rows.length, Math.ceil((top + view) / height));
  const count = `${grouped(Math.min(first + 1, rows.length))} to ${grouped(last)} of ${grouped(rows.length)}.`;
  return (
    <div className={mergeClasses(shapes.stack, shapes.near)}>
      <div className={mergeClasses(shapes.line, shapes.wrap)}>
        <Input
          className={s.search}
          contentBefore={<SearchRegular />}
          type="search"
          aria-label={`Search ${ask.title}`}
          placeholder="Search by name or any column"
          value={search}
          onChange={(_, next) => setSearch(next.value)}
        />
        <Pills ask={ask} chosen={chosen.length} pill={pill} choose={setPill} />
        <span className={shapes.grow} />
        <Button appearance="subtle" icon={<ArrowClockwiseRegular />} onClick={() => choose(true)}>
          Check again
        </Button>
      </div>
      {refusal && (
        <p role="alert" className={shapes.caption} style={{ color: t.colorStatusDangerForeground1 }}>
          {refusal.reason} {refusal.remedy}
        </p>
      )}
      <div className={mergeClasses(shapes.card, shapes.clip)}>
        <Table noNativeElements aria-label={ask.title} aria-rowcount={rows.length + 1}>
          <PickHead
            ask={ask}
            columns={folded ? undefined : ask.columns}
            rows={rows}
            chosen={chosen}
            readOnly={readOnly === true}
            gutter={gutter}
            onChange={onChange}
          />
          <div
            ref={body}
            role="presentation"
            className={s.body} // As many rows as the window has room for, and never fewer than four.
            style={{ height: `min(${rows.length * height}px, max(${4 * height}px, 100vh - 410px))` }}
            onKeyDown={move}
          >
            <TableBody style={{ height: rows.length * height, position: 'relative', display: 'block' }}>
              {rows.slice(from, until).map((option, n) => {
                const index = from + n;
                return (
                  <PickRow
                    key={option.id}
                    option={option}
                    index={index}
                    style={{ transform: `translateY(${index * height}px)`, height }}
                    columns={folded ? undefined : ask.columns}
                    chosen={chosen.includes(option.id)}
                    readOnly={readOnly === true}
                    flip={() => onChange(toggled(chosen, option.id, ask.many))}
                  />
                );
              })}
            </TableBody>
          </div>
        </Table>
        {rows.length === 0 && <Nothing title="Nothing matches" why="Use a shorter search, or show all." />}
        <PickFoot
          seen={`${count}${last < rows.length ? ' Scroll for more, or type to narrow.' : ''}`}
          unusable={unusable}
        />
      </div>
    </div>
  );
}

interface PillsProps {
  readonly ask: AskProps<'pick'>['ask'];
  readonly chosen: number;
  readonly pill: PillName;
  readonly choose: (pill: PillName) => void;
}

/** Narrows the rows to all, the preferred ones or the chosen ones. */
function Pills({ ask: { columns, options }, chosen, pill, choose: narrowTo }: PillsProps) {
  const s = useStyles();
  const word = useMemo(() => preferredWord(columns, options), [columns, options]);
  const pills = (
    [
      ['all', 'All', options.length],
      ['preferred', word, options.filter(({ preferred }) => preferred).length],
      ['chosen', 'Chosen', chosen],
    ] as const
  ).filter(([, label]) => label !== undefined);
  return (
    <>
      {pills.map(([name, label, n]) => (
        <Button
          key={name}
          size="small"
          shape="circular"
          className={s.pill}
          appearance={pill === name ? 'primary' : 'secondary'}
          aria-pressed={pill === name}
          onClick={() => narrowTo(name)}
        >
          {label}&nbsp; {grouped(n)}
        </Button>
      ))}
    </>
  );
}

/** Which rows are in sight, or why some can't be chosen. */
function PickFoot({ seen, unusable }: { readonly seen: string; readonly unusable: string | undefined }) {
  const s = useStyles();
  const shapes = useShapes();
  const [why, setWhy] = useState(false);
  return (
    <div className={s.foot}>
      <span className={mergeClasses(shapes.caption, shapes.grow)}>{why ? (unusable ?? seen) : seen}</span>
      {unusable !== undefined && <TextLink go={() => setWhy(!why)}>Why can't I choose some?</TextLink>}
    </div>
  );
}

/** Moves the focus between rows with the arrow and page keys, over rows that aren't drawn yet too. */
function useRowKeys(
  body: RefObject<HTMLDivElement | null>,
  count: number,
  height: number,
  view: number,
): (event: KeyboardEvent) => void {
  const leads = useRef<number | undefined>(undefined);
  return (event) => {
    const focused = Number(
      (event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset.row ?? Number.NaN,
    );
    // Keys arrive faster than rows are drawn, so each key starts from where the last one ended.
    const at = leads.current ?? focused;
    const page = Math.max(1, Math.floor((body.current?.clientHeight ?? height) / height) - 1);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (to === undefined || Number.isNaN(at)) return;
    event.preventDefault();
    const next = Math.min(Math.max(to, 0), count - 1);
    leads.current = next;
    const box = body.current;
    box?.scrollTo({ top: Math.min(Math.max(box.scrollTop, (next + 1) * height - view), next * height) });
    // The row may have to be drawn first. One that cannot be chosen takes the focus itself, so that it can be read.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (leads.current !== next) return;
        leads.current = undefined;
        const row = body.current?.querySelector<HTMLElement>(`[data-row="${next}"]`);
        (row?.querySelector<HTMLElement>('input:enabled') ?? row)?.focus({ preventScroll: true });
      }),
    );
  };
}
