import {
  Button,
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
import { TableSimpleRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { incidentRows } from '../../engine/model/incidents.ts';
import type { ChecklistItem, Show } from '../../engine/model/show.ts';
import { assertNever } from '../format/assert-never.ts';
import { accessNodes, byWords } from '../model/access.ts';
import { delayRows } from '../model/delay.ts';
import { sayTime } from '../model/proof.ts';
import { openLink } from '../problems/remedy-bar.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Tip } from '../ui/overlay.tsx';
import { StateIcon, StateWord } from '../ui/state-mark.tsx';
import { narrow, small, useShapes } from '../ui/styles.ts';
import { TextLink } from '../ui/text-link.tsx';
import { AccessDrawing } from './access-drawing.tsx';
import { DelayBars } from './delay-chart.tsx';
import { HeldSecretLine } from './held-secret.tsx';
import { IncidentBars } from './incidents-chart.tsx';

const useStyles = makeStyles({
  pairs: {
    margin: 0,
    display: 'grid',
    gridTemplateColumns: 'minmax(96px, max-content) minmax(0, 1fr)',
    gap: '4px 20px',
    fontSize: '13px',
    [small]: { gridTemplateColumns: 'minmax(0, 1fr)', gap: '0' },
  },
  value: { margin: 0, overflowWrap: 'anywhere' },
  code: {
    margin: 0,
    flexGrow: 1,
    minWidth: 0,
    fontFamily: t.fontFamilyMonospace,
    fontSize: '12.5px',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
  table: { fontSize: '13px', tableLayout: 'auto', [narrow]: { minWidth: '420px' } },
  scroll: { overflowX: 'auto', maxHeight: '420px', overflowY: 'auto' },
  dense: { height: '35px', fontSize: '13px', padding: '4px 12px' },
  th: { backgroundColor: t.colorNeutralBackground2, whiteSpace: 'nowrap' },
});

/** Draws one word of the vocabulary, whatever step said it. */
export function ShowBlock({ show }: { readonly show: Show }) {
  const s = useStyles();
  const shapes = useShapes();
  switch (show.show) {
    case 'text': {
      const url = show.learnMore;
      return (
        <p className={shapes.body}>
          {show.text} {url && <TextLink go={() => openLink(url)}>What is this?</TextLink>}
        </p>
      );
    }
    case 'pairs':
      return (
        <Titled title={show.title}>
          <dl className={s.pairs}>
            {show.pairs.flatMap(([key, value], at) => [
              <dt key={`${at} ${key}`} className={shapes.quiet}>
                {key}
              </dt>,
              <dd key={`${at}=`} className={s.value}>
                {sayTime(value)}
              </dd>,
            ])}
          </dl>
        </Titled>
      );
    case 'table':
      return (
        <Titled title={show.title}>
          <DenseTable name={show.title ?? 'Table'} columns={show.columns} rows={show.rows} />
        </Titled>
      );
    case 'checklist':
      return (
        <Titled title={show.at === undefined ? show.title : `${show.title ?? 'Seen'}, ${sayTime(show.at)}`}>
          <Checklist items={show.items} />
        </Titled>
      );
    case 'chart':
      return <Chart show={show} />;
    case 'code':
      return (
        <Titled title={show.title}>
          <div className={mergeClasses(shapes.inset, shapes.line, shapes.top)}>
            <pre className={s.code}>{show.code}</pre>
            <CopyButton what={show.title ?? 'code'} text={show.code} />
          </div>
        </Titled>
      );
    case 'held-secret':
      return (
        <Titled title={show.title}>
          <HeldSecretLine title={show.title} handle={show.handle} />
        </Titled>
      );
    default:
      return assertNever(show);
  }
}

function Titled(props: { readonly title: string | undefined; readonly children: React.ReactNode }) {
  const shapes = useShapes();
  if (props.title === undefined) return props.children;
  return (
    <div className={mergeClasses(shapes.stack, shapes.near)}>
      <h3 className={shapes.h3}>{props.title}</h3>
      {props.children}
    </div>
  );
}

/**
 * A state, a title and one caption per line. Items without any state are a to-do list. A state that needs
 * attention shows its word too, because color alone isn't accessible.
 */
export function Checklist({
  items,
  padded,
  wordless,
}: {
  readonly items: readonly ChecklistItem[];
  readonly padded?: boolean;
  /** Its captions say all there is to say. */
  readonly wordless?: boolean;
}) {
  const shapes = useShapes();
  if (items.every(({ is }) => is === 'not-reached')) {
    return (
      <ol className={shapes.stack} style={{ margin: 0, paddingLeft: 20, gap: 6 }}>
        {items.map(({ title, caption }) => (
          <li key={title}>
            {title} {caption && <span className={shapes.caption}>{caption}</span>}
          </li>
        ))}
      </ol>
    );
  }
  return (
    <ul className={mergeClasses(shapes.list, !padded && mergeClasses(shapes.stack, shapes.near))}>
      {items.map(({ is, title, caption }) => (
        <li key={title} className={padded ? shapes.row : mergeClasses(shapes.line, shapes.top)}>
          <StateIcon mark={is} size={wordless ? 16 : 20} />
          <span className={shapes.grow}>
            <span className={padded ? shapes.h3 : undefined} style={{ display: 'block' }}>
              {title}
            </span>
            {caption && (
              <span className={shapes.caption} style={wordless ? { display: 'block' } : undefined}>
                {caption}
              </span>
            )}
          </span>
          {wordless || is === 'not-reached' ? null : is === 'met' ? (
            <span className={shapes.hidden}>Met</span>
          ) : (
            <StateWord mark={is} />
          )}
        </li>
      ))}
    </ul>
  );
}

interface TableProps {
  readonly name: string;
  readonly columns: readonly { readonly title: string; readonly numeric?: true }[];
  readonly rows: readonly (readonly string[])[];
}

/** Rows of 35 px under a head on inset; numbers stand right. */
function DenseTable({ name, columns, rows }: TableProps) {
  const s = useStyles();
  const shapes = useShapes();
  return (
    // What scrolls must scroll from the keyboard.
    <section aria-label={name} tabIndex={0} className={mergeClasses(shapes.card, s.scroll)}>
      <Table size="small" aria-label={name} className={s.table}>
        <TableHeader className={s.th}>
          <TableRow>
            {columns.map(({ title, numeric }) => (
              <TableHeaderCell
                key={title}
                className={s.dense}
                style={numeric ? { textAlign: 'right' } : undefined}
              >
                <span className={mergeClasses(shapes.quiet, numeric && shapes.grow)} style={{ fontSize: 12 }}>
                  {title}
                </span>
              </TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map((row, at) => (
            // Rows of a finding do not move.
            <TableRow key={at}>
              {columns.map(({ title, numeric }, n) => (
                <TableCell key={title} className={mergeClasses(s.dense, numeric && shapes.number)}>
                  {sayTime(row[n] ?? '')}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

/** A chart with the finding as its title; the same data stands as a table for whoever would rather read. */
function Chart({ show }: { readonly show: Extract<Show, { readonly show: 'chart' }> }) {
  const shapes = useShapes();
  const [table, setTable] = useState(false);
  const { chart } = show;
  const word = table ? 'Show as a chart' : 'Show as a table';
  return (
    <figure style={{ margin: 0 }} className={mergeClasses(shapes.stack, shapes.near)}>
      <figcaption className={mergeClasses(shapes.line, shapes.top)}>
        <div className={shapes.grow}>
          <h3 className={shapes.h3}>{show.title}</h3>
          <p className={shapes.caption}>{show.caption}</p>
        </div>
        <Tip words={word}>
          <Button
            size="small"
            appearance="subtle"
            aria-label={word}
            icon={<TableSimpleRegular />}
            onClick={() => setTable(!table)}
          />
        </Tip>
      </figcaption>
      {table ? (
        <DenseTable name={show.title} {...tableOf(chart)} />
      ) : chart.chart === 'delay' ? (
        <DelayBars chart={chart} sentence={show.title} />
      ) : chart.chart === 'incidents' ? (
        <IncidentBars chart={chart} sentence={show.title} />
      ) : (
        <AccessDrawing chart={chart} />
      )}
    </figure>
  );
}

function tableOf(chart: Extract<Show, { readonly show: 'chart' }>['chart']): Omit<TableProps, 'name'> {
  switch (chart.chart) {
    case 'delay':
      return {
        columns: [
          { title: 'Late by' },
          { title: 'Rows', numeric: true },
          { title: 'Arrived', numeric: true },
        ],
        rows: delayRows(chart),
      };
    case 'incidents': {
      const { columns, rows } = incidentRows(chart);
      return {
        columns: columns.map((title, at) => (at === 0 ? { title } : { title, numeric: true })),
        rows,
      };
    }
    case 'access':
      return {
        columns: [
          { title: 'Permission or role' },
          { title: 'Granted by' },
          { title: 'Has access to' },
          { title: 'Purpose' },
        ],
        rows: [
          ...accessNodes(chart).paths.map((path) => [
            path.permission,
            byWords[path.by],
            path.reaches,
            path.verb,
          ]),
          ...chart.leftOut.map(({ name, because }) => [name, 'Left out', '', because]),
        ],
      };
    default:
      return assertNever(chart);
  }
}
