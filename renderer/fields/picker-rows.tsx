import {
  Checkbox,
  makeStyles,
  mergeClasses,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens as t,
} from '@fluentui/react-components';
import type { Option } from '../../engine/model/question.ts';
import { Tip } from '../ui/overlay.tsx';
import { forced, useShapes } from '../ui/styles.ts';
import type { AskProps } from './field-words.ts';

const useStyles = makeStyles({
  row: { position: 'absolute', left: 0, right: 0, top: 0, boxSizing: 'border-box', fontSize: '13px' },
  chosen: {
    backgroundColor: t.colorBrandBackground2,
    [forced]: { outline: '2px solid Highlight', outlineOffset: '-2px' },
  },
  off: { color: t.colorNeutralForeground3 },
  tick: { flexGrow: 0, flexShrink: 0, flexBasis: '48px' },
  name: { flexGrow: 1.6 },
  head: { backgroundColor: t.colorNeutralBackground2 },
});

interface HeadProps {
  readonly ask: AskProps<'pick'>['ask'];
  readonly columns: readonly string[] | undefined;
  readonly rows: readonly Option[];
  readonly chosen: readonly string[];
  readonly readOnly: boolean;
  /** The width of the scroll bar below, in pixels. */
  readonly gutter: number;
  readonly onChange: (chosen: readonly string[]) => void;
}

/** The names of the columns, and one box that chooses every row shown. */
export function PickHead({ ask, columns, rows, chosen, readOnly, gutter, onChange }: HeadProps) {
  const s = useStyles();
  const shapes = useShapes();
  const choosable = rows.filter(({ unusable }) => unusable === undefined);
  const all = choosable.length > 0 && choosable.every(({ id }) => chosen.includes(id));
  const some = choosable.some(({ id }) => chosen.includes(id));
  return (
    <TableHeader className={s.head} style={{ paddingRight: gutter }}>
      <TableRow aria-rowindex={1}>
        <TableHeaderCell className={s.tick}>
          {!ask.many && <span className={shapes.hidden}>Chosen</span>}
          {ask.many && (
            <Checkbox
              aria-label="All shown"
              checked={all ? true : some ? 'mixed' : false}
              disabled={readOnly || choosable.length === 0}
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
        {columns?.map((column) => (
          <TableHeaderCell key={column}>
            <span className={shapes.caption}>{column}</span>
          </TableHeaderCell>
        ))}
      </TableRow>
    </TableHeader>
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

/** One row to choose, or the reason it can't be chosen. */
export function PickRow({ option, index, style, columns, chosen, readOnly, flip }: RowProps) {
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
