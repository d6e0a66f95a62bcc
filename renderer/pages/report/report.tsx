import { makeStyles, mergeClasses } from '@fluentui/react-components';
import { useState } from 'react';
import { byState, type Card, type Mark } from '../../../engine/view/card.ts';
import type { Report, ReportChange } from '../../../engine/view/report.ts';
import { clock, counted, day, listed } from '../../format/words.ts';
import { PageFrame } from '../../frame/page-frame.tsx';
import { changeSaid, different, outcomeOf, reportTitle } from '../../model/report.ts';
import { EvidenceList } from '../../shows/evidence-list.tsx';
import { ShowBlock } from '../../shows/show-block.tsx';
import { goHome } from '../../state/session.ts';
import { useStore } from '../../state/store.ts';
import { FoldRow } from '../../ui/fold-row.tsx';
import { Pill } from '../../ui/pill.tsx';
import { StateIcon, StateWord } from '../../ui/state-mark.tsx';
import { useShapes } from '../../ui/styles.ts';

const useStyles = makeStyles({
  banner: { padding: '10px 16px', flexWrap: 'wrap' },
});

/** A saved report, read only: what was seen and done, with no button that changes anything. */
export function ReportPage() {
  const opened = useStore((store) => store.openedReport);
  return opened ? <Opened report={opened.report} file={opened.file} /> : null;
}

function Opened({ report, file }: { readonly report: Report; readonly file: string }) {
  const s = useStyles();
  const shapes = useShapes();
  const { tenant, checks, changes } = report;
  const met = checks.filter(({ mark }) => mark === 'met').length;
  return (
    <PageFrame
      wide
      title={reportTitle(report)}
      lead={`${met} of ${counted(checks.length, 'check')} ready on ${day(report.lastAt)} at ${clock(report.lastAt)}.`}
      beside={
        <span className={shapes.line}>
          {tenant.practice && <Pill kind="brand">Practice</Pill>}
          <Pill>Read only</Pill>
        </span>
      }
      back={{ label: 'Back', go: goHome }}
      note="Reports are read only."
    >
      <div role="note" className={mergeClasses(shapes.inset, shapes.line, s.banner)}>
        <span>
          A report by <strong>{tenant.account}</strong> about <strong>{tenant.tenantName}</strong> (
          {tenant.tenantId}), from {file.split(/[\\/]/).at(-1)}. It shows what was true then. Nothing was
          checked again.
        </span>
      </div>
      <section className={mergeClasses(shapes.card, shapes.pad)}>
        <h2 className={shapes.hidden}>The run</h2>
        <ShowBlock
          show={{
            show: 'pairs',
            pairs: [
              ['Connection', report.title],
              ['From', report.beganAt],
              ['To', report.lastAt],
              ['Run', report.runId],
              ...(report.planHash ? [['Plan, SHA-256', report.planHash] as const] : []),
              ['Created by version', report.program],
            ],
          }}
        />
      </section>
      {changes.length > 0 && (
        <section className={mergeClasses(shapes.stack, shapes.near)}>
          <h2 className={shapes.h2}>{counted(different(changes), 'change')}</h2>
          <ul className={mergeClasses(shapes.card, shapes.list, shapes.clip)}>
            {changes.map((change, at) => (
              // A report does not move.
              <ChangeRow key={at} of={change} outcome={outcomeOf(changes, at)} />
            ))}
          </ul>
        </section>
      )}
      <section className={mergeClasses(shapes.stack, shapes.near)}>
        <h2 className={shapes.h2}>{counted(checks.length, 'check')}</h2>
        <ul className={mergeClasses(shapes.card, shapes.list, shapes.clip)}>
          {byState(checks).map((card) => (
            <CheckRow key={card.id} card={card} />
          ))}
        </ul>
      </section>
    </PageFrame>
  );
}

interface ChangeProps {
  readonly of: ReportChange;
  readonly outcome: readonly [word: string, mark: Mark];
}

function ChangeRow({ of, outcome }: ChangeProps) {
  const shapes = useShapes();
  const { change, at, made, problem, requests, operation } = of;
  const [word, mark] = outcome;
  const [open, setOpen] = useState(false);
  return (
    <FoldRow
      mark={<StateIcon mark={mark} />}
      title={changeSaid(change)}
      caption={change.where}
      state={<span className={shapes.caption}>{word}</span>}
      open={open}
      flip={() => setOpen(!open)}
    >
      <ShowBlock
        show={{
          show: 'pairs',
          pairs: [
            ['Minimum role', change.right],
            ['Undo', change.undoneBy],
            ...(at === undefined ? [] : [['At', at] as const]),
            ...(made === undefined ? [] : [['Created in the tenant', `${made.kind} ${made.id}`] as const]),
            ...(operation === undefined ? [] : [['Operation', operation] as const]),
            ...(problem === undefined ? [] : [[problem.title, problem.because] as const]),
          ],
        }}
      />
      <EvidenceList evidence={requests} />
    </FoldRow>
  );
}

function CheckRow({ card }: { readonly card: Card }) {
  const shapes = useShapes();
  const says = card.problem ?? card.warning;
  const [open, setOpen] = useState(false);
  const message = says?.remedies.find((remedy) => remedy.do === 'ask-someone')?.message;
  return (
    <FoldRow
      mark={<StateIcon mark={card.mark} />}
      title={says && card.mark !== 'met' ? says.title : card.title}
      caption={card.caption}
      state={<StateWord mark={card.mark} />}
      open={open}
      flip={() => setOpen(!open)}
    >
      <div>
        <p className={shapes.body}>{card.why}</p>
        {card.checks.length > 0 && <p className={shapes.caption}>Answers {listed(card.checks)}</p>}
      </div>
      {says && <p className={shapes.body}>{says.because}</p>}
      {says?.who && <p className={shapes.body}>Minimum role: {says.who.role}.</p>}
      {message !== undefined && (
        <div className={shapes.inset} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {message}
        </div>
      )}
      {card.shows.map((show, at) => (
        // A report does not move.
        <ShowBlock key={at} show={show} />
      ))}
      <EvidenceList evidence={card.evidence} />
    </FoldRow>
  );
}
