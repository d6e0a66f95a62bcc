import { Button, makeStyles, mergeClasses, shorthands, tokens as t } from '@fluentui/react-components';
import { ChevronDownRegular, ChevronRightRegular, MailRegular } from '@fluentui/react-icons';
import { useId, useState } from 'react';
import { messageOf, type Problem, type Remedy, type Trace } from '../../engine/model/problem.ts';
import type { Mark } from '../../engine/view/card.ts';
import { ask } from '../state/invoke.ts';
import { go, taken } from '../state/session.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Pill } from '../ui/pill.tsx';
import { StateIcon, stateWord } from '../ui/state-mark.tsx';
import { useShapes } from '../ui/styles.ts';
import { NameLetters } from '../ui/tile-letter.tsx';
import { AboutProblem } from './about-problem.tsx';
import { RemedyBar } from './remedy-bar.tsx';

const useStyles = makeStyles({
  blocked: { ...shorthands.borderColor(t.colorStatusDangerBorder1) },
  blockedHead: { backgroundColor: t.colorStatusDangerBackground1 },
  unmet: { ...shorthands.borderColor(t.colorStatusWarningBorder1) },
  unmetHead: { backgroundColor: t.colorStatusWarningBackground1 },
  top: { padding: '14px 20px', borderBottom: `1px solid ${t.colorNeutralStroke2}` },
  sides: { display: 'flex', flexWrap: 'wrap' },
  side: { flexGrow: 1, flexBasis: '300px', padding: '16px 20px', minWidth: 0, boxSizing: 'border-box' },
  second: { borderLeft: `1px solid ${t.colorNeutralStroke2}`, marginLeft: '-1px' },
  foot: {
    padding: '8px 20px',
    backgroundColor: t.colorNeutralBackground2,
    borderTop: `1px solid ${t.colorNeutralStroke2}`,
  },
  message: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: '13px', padding: '12px 14px' },
  trace: {
    margin: 0,
    padding: '0 0 8px 24px',
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: '4px 16px',
    fontSize: '11.5px',
    fontFamily: t.fontFamilyMonospace,
    overflowWrap: 'anywhere',
  },
});

interface ProblemProps {
  readonly problem: Problem;
  readonly mark: Mark;
  /** What was not affected, or which step this is. */
  readonly beside?: string;
  /** What trying again means here. */
  readonly retry?: (() => void) | undefined;
  /** When it is looked at again without being asked. */
  readonly looksAgain?: string | undefined;
  /** The card that asks for attention first: announced, and may have a primary of its own. */
  readonly first?: boolean;
}

/** A problem, complete: what you cannot do, why, who can, what to send, and what Microsoft answered. */
export function ProblemCard({ problem, mark, beside, retry, looksAgain, first }: ProblemProps) {
  const s = useStyles();
  const shapes = useShapes();
  const id = useId();
  const tone = mark === 'blocked' ? 'blocked' : mark === 'unmet' ? 'unmet' : undefined;
  const message = messageOf(problem);
  const others = problem.remedies.filter(
    ({ do: way }) => way !== 'ask-someone' && (retry !== undefined || (way !== 'retry' && way !== 'redo')),
  );
  const ownWay = others.length > 0 || (message === undefined && looksAgain !== undefined);
  const left = problem.who !== undefined || ownWay;
  // What passes by itself asks for nothing, so no heading asks what to do.
  const passes = others.every(
    (remedy) => remedy.do === 'retry' && (mark === 'waiting' || remedy.after !== undefined),
  );
  const onlyRetry = problem.remedies.every((remedy) => remedy.do === 'retry');
  return (
    <section
      aria-labelledby={id}
      className={mergeClasses(shapes.card, shapes.clip, shapes.rise, first && shapes.lifted, tone && s[tone])}
    >
      <div
        {...(first && mark === 'blocked' ? { role: 'alert' } : {})}
        className={mergeClasses(shapes.line, shapes.top, s.top, tone && s[`${tone}Head`])}
        style={{ gap: 12 }}
      >
        <StateIcon mark={mark} />
        <div className={shapes.grow}>
          <h2 id={id} className={shapes.h2}>
            {problem.title}
          </h2>
          <p className={shapes.body}>
            {problem.because} {beside}
          </p>
        </div>
        <Pill kind={tone === 'blocked' ? 'danger' : tone === 'unmet' ? 'warning' : 'neutral'}>
          {stateWord(mark)}
        </Pill>
      </div>
      {(left || message !== undefined) && (
        <div className={s.sides}>
          {left && (
            <div className={mergeClasses(s.side, shapes.stack)}>
              {problem.who && <WhoCan who={problem.who} />}
              {problem.who && others.length > 0 && <hr className={shapes.rule} />}
              {others.length > 0 && (
                <WaysOut
                  remedies={looksAgain === undefined ? others : others.map(withoutWait)}
                  {...(passes ? {} : { title: problem.who ? 'Or fix it yourself' : 'What to do' })}
                  retry={retry}
                />
              )}
              {message === undefined && looksAgain && <p className={shapes.caption}>{looksAgain}</p>}
            </div>
          )}
          {message !== undefined && (
            <div className={mergeClasses(s.side, left && s.second, shapes.stack, shapes.near)}>
              <h3 className={shapes.h3}>Message to send</h3>
              <div className={mergeClasses(shapes.inset, s.message)}>{message}</div>
              <div className={mergeClasses(shapes.line, shapes.wrap)}>
                <CopyButton what="message" text={message} label="Copy message" primary={first === true} />
                <Button
                  size={first ? 'medium' : 'small'}
                  icon={<MailRegular />}
                  onClick={() =>
                    go(
                      undefined,
                      async () => void taken(await ask('mail.open', { subject: problem.title, message })),
                    )
                  }
                >
                  Open in mail
                </Button>
                <span className={shapes.grow} />
                {looksAgain && <span className={shapes.caption}>{looksAgain}</span>}
              </div>
            </div>
          )}
        </div>
      )}
      <Foot code={problem.code} trace={problem.trace} open={onlyRetry} />
    </section>
  );
}

interface WaysOutProps {
  readonly remedies: readonly Remedy[];
  readonly title?: string;
  readonly retry: (() => void) | undefined;
}

function WaysOut({ remedies, title, retry }: WaysOutProps) {
  const shapes = useShapes();
  return (
    <div className={mergeClasses(shapes.stack, shapes.near)}>
      {title !== undefined && <h3 className={shapes.h3}>{title}</h3>}
      <RemedyBar remedies={remedies} retry={retry} />
    </div>
  );
}

/** Where it is checked again by itself, the reader has no time to wait for. */
function withoutWait(remedy: Remedy): Remedy {
  return remedy.do === 'retry' ? { do: 'retry' } : remedy;
}

function WhoCan({ who }: { readonly who: NonNullable<Problem['who']> }) {
  const shapes = useShapes();
  const people = who.people ?? [];
  return (
    <div className={mergeClasses(shapes.stack, shapes.near)}>
      <div>
        <h3 className={shapes.h3}>Who can fix it</h3>
        <p className={shapes.caption}>Minimum role: {who.role}.</p>
      </div>
      {people.length === 0 ? (
        <p className={shapes.caption}>
          We can't see who has this role. Ask an administrator of your organization.
        </p>
      ) : (
        <ul className={mergeClasses(shapes.list, shapes.stack, shapes.near)}>
          {people.map((name) => (
            <li key={name} className={shapes.line}>
              <NameLetters name={name} of="person" size={28} />
              <span className={shapes.strong}>{name}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface FootProps {
  readonly code: string;
  readonly trace: Trace | undefined;
  readonly open: boolean;
}

/** What Microsoft answered, for the one who has to look it up, copied as text; and the page about the problem. */
function Foot({ code, trace, open: begins }: FootProps) {
  const s = useStyles();
  const shapes = useShapes();
  const [open, setOpen] = useState(begins);
  const id = useId();
  const lines = (
    [
      ['Answer', trace?.answer],
      ['Time', trace?.at],
      ['Request', trace?.request],
      ['Correlation', trace?.correlation],
    ] as const
  ).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return (
    <div className={s.foot}>
      <div className={mergeClasses(shapes.line, shapes.wrap)}>
        {trace ? (
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            className={mergeClasses(shapes.bare, shapes.line, shapes.h3, shapes.grow)}
            style={{ minHeight: 28 }}
            onClick={() => setOpen(!open)}
          >
            {open ? <ChevronDownRegular aria-hidden /> : <ChevronRightRegular aria-hidden />}
            Trace
          </button>
        ) : (
          <span className={shapes.grow} />
        )}
        {trace && (
          <CopyButton
            what="trace"
            label="Copy trace"
            text={lines.map((line) => line.join(': ')).join('\n')}
          />
        )}
        <AboutProblem code={code} />
      </div>
      {trace && open && (
        <dl id={id} className={s.trace}>
          {lines.flatMap(([name, value]) => [
            <dt key={name} className={shapes.quiet}>
              {name}
            </dt>,
            <dd key={`${name}=`} style={{ margin: 0 }}>
              {value}
            </dd>,
          ])}
        </dl>
      )}
    </div>
  );
}
