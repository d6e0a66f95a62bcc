import {
  Button,
  Checkbox,
  Input,
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens as t,
} from '@fluentui/react-components';
import { ArrowClockwiseRegular, SearchRegular } from '@fluentui/react-icons';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { Option } from '../../engine/model/question.ts';
import { counted, grouped } from '../format/words.ts';
import { narrowed, type Pill as PillName, preferredWord, toggled } from '../model/picker.ts';
import { rowsInSight, useScrollBox } from '../model/virtual-rows.ts';
import { useNarrow, useQuiet } from '../state/hooks.ts';
import { choose, say } from '../state/session.ts';
import { Nothing } from '../ui/list-states.tsx';
import { Tip } from '../ui/overlay.tsx';
import { forced, useShapes } from '../ui/styles.ts';
import { TextLink } from '../ui/text-link.tsx';
import type { AskProps } from './field-words.ts';

const useStyles = makeStyles({
  search: { width: '380px', maxWidth: '100%', flexShrink: 1 },
  pill: { borderRadius: t.borderRadiusCircular, minWidth: '0' },
  body: { overflowY: 'auto', overflowX: 'hidden', position: 'relative' },
  row: { position: 'absolute', left: 0, right: 0, top: 0, boxSizing: 'border-box', fontSize: '13px' },
  chosen: {
    backgroundColor: t.colorBrandBackground2,
    [forced]: { outline: '2px solid Highlight', outlineOffset: '-2px' },
  },
  off: { color: t.colorNeutralForeground3 },
  tick: { flexGrow: 0, flexShrink: 0, flexBasis: '48px' },
  name: { flexGrow: 1.6 },
  foot: {
    display: 'flex',
    gap: '12px',
    flexWrap: 'wrap',
    padding: '8px 16px',
    backgroundColor: t.colorNeutralBackground2,
    borderTop: `1px solid ${t.colorNeutralStroke2}`,
  },
  head: { backgroundColor: t.colorNeutralBackground2 },
});

/** What the tenant holds, to be picked from: thousands of rows at the speed of typing, never a pasted GUID. */
export function Picker({ ask, value, onChange, refusal, readOnly }: AskProps<'pick'>) {
  const s = useStyles();
  const shapes = useShapes();
  const folded = useNarrow();
  const [search, setSearch] = useState('');
  const [pill, setPill] = useState<PillName>('all');
  const [why, setWhy] = useState<string | undefined>(undefined);
  const body = useRef<HTMLDivElement>(null);
  const leads = useRef<number | undefined>(undefined);
  const chosen = Array.isArray(value) ? (value as readonly string[]) : ask.default;
  const options = ask.options;
  const rows = useMemo(() => narrowed(options, search, pill, chosen), [options, search, pill, chosen]);
  const word = useMemo(() => preferredWord(ask.columns, options), [ask.columns, options]);
  const height = folded ? 60 : 44;
  const { top, view, gutter } = useScrollBox(body, `${search} ${pill} ${height}`);
  const { from, to: until } = rowsInSight(rows.length, height, top, view);
  useQuiet(() => (search === '' ? undefined : say(counted(rows.length, 'hit'))), 500, search);
  const choosable = rows.filter(({ unusable }) => unusable === undefined);
  const all = choosable.length > 0 && choosable.every(({ id }) => chosen.includes(id));
  const some = choosable.some(({ id }) => chosen.includes(id));
  const unusable = options.find((option) => option.unusable !== undefined)?.unusable;

  const move = (event: KeyboardEvent): void => {
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
      End: rows.length - 1,
    }[event.key];
    if (to === undefined || Number.isNaN(at)) return;
    event.preventDefault();
    const next = Math.min(Math.max(to, 0), rows.length - 1);
    leads.current = next;
    const box = body.current;
    if (box) box.scrollTop = Math.min(Math.max(box.scrollTop, (next + 1) * height - view), next * height);
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
  const pills = (
    [
      ['all', 'All', options.length],
      ['preferred', word, options.filter(({ preferred }) => preferred).length],
      ['chosen', 'Chosen', chosen.length],
    ] as const
  ).filter(([, label]) => label !== undefined);

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
        {pills.map(([name, label, n]) => (
          <Button
            key={name}
            size="small"
            shape="circular"
            className={s.pill}
            appearance={pill === name ? 'primary' : 'secondary'}
            aria-pressed={pill === name}
            onClick={() => setPill(name)}
          >
            {label}&nbsp; {grouped(n)}
          </Button>
        ))}
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
          <TableHeader className={s.head} style={{ paddingRight: gutter }}>
            <TableRow aria-rowindex={1}>
              <TableHeaderCell className={s.tick}>
                {!ask.many && <span className={shapes.hidden}>Chosen</span>}
                {ask.many && (
                  <Checkbox
                    aria-label="All shown"
                    checked={all ? true : some ? 'mixed' : false}
                    disabled={readOnly === true || choosable.length === 0}
                    onChange={() => {
                      const shown = choosable.map(({ id }) => id);
                      const rest = chosen.filter((id) => !shown.includes(id));
                      onChange(all ? rest : [...rest, ...shown]);
                    }}
                  />
                )}
              </TableHeaderCell>
              <TableHeaderCell className={s.name}>
                <span className={shapes.caption}>Name</span>
              </TableHeaderCell>
              {!folded &&
                ask.columns.map((column) => (
                  <TableHeaderCell key={column}>
                    <span className={shapes.caption}>{column}</span>
                  </TableHeaderCell>
                ))}
            </TableRow>
          </TableHeader>
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
        <div className={s.foot}>
          <span className={mergeClasses(shapes.caption, shapes.grow)}>
            {why ?? `${count}${last < rows.length ? ' Scroll for more, or type to narrow.' : ''}`}
          </span>
          {unusable && (
            <TextLink go={() => setWhy(why ? undefined : unusable)}>Why can't I choose some?</TextLink>
          )}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  readonly option: Option;
  readonly index: number;
  readonly style: React.CSSProperties;
  readonly columns: readonly string[] | undefined;
  readonly chosen: boolean;
  readonly readOnly: boolean;
  readonly flip: () => void;
}

function PickRow({ option, index, style, columns, chosen, readOnly, flip }: RowProps) {
  const s = useStyles();
  const shapes = useShapes();
  const { unusable } = option;
  const off = readOnly || unusable !== undefined;
  const box = <Checkbox aria-label={option.title} checked={chosen} disabled={off} onChange={flip} />;
  return (
    <TableRow
      data-row={index}
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className={mergeClasses(s.row, chosen && s.chosen, unusable !== undefined && s.off)}
      style={style}
      onClick={(event) => {
        if (!off && !(event.target as HTMLElement).closest('input, label')) flip();
      }}
    >
      <TableCell className={s.tick}>{unusable ? <Tip words={unusable}>{box}</Tip> : box}</TableCell>
      <TableCell className={s.name}>
        <span style={{ minWidth: 0 }}>
          <span
            className={mergeClasses(unusable === undefined && shapes.strong, shapes.cut)}
            style={{ display: 'block' }}
          >
            {option.title}
          </span>
          {!columns && (
            <span className={mergeClasses(shapes.caption, shapes.cut)} style={{ display: 'block' }}>
              {option.cells?.join(' · ')}
            </span>
          )}
        </span>
      </TableCell>
      {columns?.map((column, at) => (
        <TableCell key={column}>
          <span className={shapes.cut}>{option.cells?.[at]}</span>
        </TableCell>
      ))}
    </TableRow>
  );
}
