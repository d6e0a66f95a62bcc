import { Button, makeStyles, mergeClasses, shorthands, tokens as t } from '@fluentui/react-components';
import { ArrowLeftRegular, MoreHorizontalRegular } from '@fluentui/react-icons';
import { type ReactElement, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { TroubleNotice } from '../problems/trouble-notice.tsx';
import { useNarrow } from '../state/hooks.ts';
import { ActMenu } from '../ui/overlay.tsx';
import { forced, low, narrow, small, still, useShapes } from '../ui/styles.ts';

/** Something a person can do from the footer. */
export interface Act {
  readonly label: string;
  readonly icon?: ReactElement;
  readonly go: () => void;
  /** Why it cannot be done now; a disabled primary always says so. */
  readonly not?: string;
}

interface FrameProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** Before the title: an avatar, a state. */
  readonly mark?: ReactNode;
  /** Right of the title: a big number, one secondary button. */
  readonly beside?: ReactNode;
  readonly children?: ReactNode;
  /** Between the page and its footer: the activity line, or what this needs. */
  readonly strip?: ReactNode;
  readonly back?: Act | undefined;
  /** What ends what is under way; stays in sight at any width. */
  readonly stop?: Act | undefined;
  readonly quiet?: readonly Act[];
  readonly note?: ReactNode;
  readonly second?: Act | undefined;
  readonly primary?: Act | undefined;
  /** Without a rail: a centered column and no footer. */
  readonly wide?: boolean;
}

const useStyles = makeStyles({
  main: {
    flexGrow: 1,
    minWidth: 0,
    minHeight: 0,
    display: 'flex',
    flexDirection: 'column',
    backgroundColor: t.colorNeutralBackground1,
    borderTop: `1px solid ${t.colorNeutralStroke2}`,
    borderLeft: `1px solid ${t.colorNeutralStroke2}`,
    borderTopLeftRadius: '12px',
    [narrow]: { borderLeftStyle: 'none', borderTopLeftRadius: 0 },
    [low]: { display: 'block', overflowY: 'auto' },
  },
  plain: { borderLeftStyle: 'none', borderTopLeftRadius: 0 },
  scroll: {
    flexGrow: 1,
    minHeight: 0,
    overflowX: 'hidden',
    overflowY: 'auto',
    padding: '28px 36px 24px',
    animationName: { from: { opacity: 0 }, to: { opacity: 1 } },
    animationDuration: t.durationFast,
    [narrow]: { padding: '20px 24px' },
    [low]: { overflow: 'visible' },
    [small]: { padding: '16px' },
    [still]: { animationName: 'none' },
    ':focus-visible': { outline: `2px solid ${t.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  column: {
    position: 'relative',
    display: 'flex',
    flexDirection: 'column',
    gap: '20px',
    minHeight: '100%',
    '& > *': { flexShrink: 0 },
  },
  middle: { maxWidth: '1040px', margin: '0 auto', paddingTop: '16px', boxSizing: 'border-box' },
  heading: { display: 'flex', gap: '14px', alignItems: 'flex-start', flexWrap: 'wrap' },
  titles: {
    flexGrow: 1,
    flexBasis: '260px',
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: '4px',
  },
  wideTitle: { fontSize: '32px', lineHeight: '40px' },
  footer: {
    flexShrink: 0,
    minHeight: '64px',
    boxSizing: 'border-box',
    padding: '11px 36px',
    display: 'flex',
    alignItems: 'center',
    gap: '12px',
    borderTop: `1px solid ${t.colorNeutralStroke2}`,
    [narrow]: { minHeight: '56px', padding: '7px 24px' },
    [small]: { flexWrap: 'wrap', padding: '7px 16px' },
    '& button': { flexShrink: 0, whiteSpace: 'nowrap', [small]: { flexShrink: 1, whiteSpace: 'normal' } },
  },
  /** A subtle button's words stand on the page's edge, not its padding. */
  first: { marginLeft: '-12px' },
  note: { textAlign: 'right', flexShrink: 1, minWidth: 0, [narrow]: { display: 'none' } },
  /** A note that says why the primary is disabled stays, however narrow the window. */
  why: { textAlign: 'right' },
  primary: {
    minHeight: '40px',
    minWidth: '96px',
    fontSize: '16px',
    lineHeight: '22px',
    [forced]: { ...shorthands.borderColor('CanvasText') },
  },
});

/** A page: title, what it holds, and the footer whose primary never moves. */
export function PageFrame(props: FrameProps) {
  const s = useStyles();
  const shapes = useShapes();
  const { title, lead, mark, beside, children, strip, primary, wide } = props;
  const h1 = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Where one expects it after each page change; not when the window has just opened.
    if (sessionPages++ > 0) h1.current?.focus({ preventScroll: true });
  }, []);
  usePrimaryKey(primary);
  return (
    <main id="page" className={mergeClasses(s.main, wide && s.plain)}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll from the keyboard */}
      <div tabIndex={0} className={s.scroll}>
        <div className={mergeClasses(s.column, wide && s.middle)}>
          <div className={s.heading}>
            {mark}
            <div className={s.titles}>
              <h1 ref={h1} tabIndex={-1} className={mergeClasses(shapes.h1, wide && s.wideTitle)}>
                {title}
              </h1>
              {lead !== undefined && <p className={shapes.body}>{lead}</p>}
            </div>
            {beside}
          </div>
          <TroubleNotice />
          {children}
        </div>
      </div>
      {strip}
      <Footer {...props} />
    </main>
  );
}

let sessionPages = 0;

/** What can be done on this page. The primary stands last, and a note next to it says why it can't be used. */
function Footer({ back, stop, quiet = [], note, second, primary }: FrameProps) {
  const s = useStyles();
  const shapes = useShapes();
  const narrowed = useNarrow();
  const why = primary?.not;
  if (!(primary ?? second ?? back ?? stop ?? quiet[0])) return null;
  return (
    <footer className={s.footer}>
      {back && (
        <Button appearance="subtle" className={s.first} icon={<ArrowLeftRegular />} onClick={back.go}>
          {back.label}
        </Button>
      )}
      {stop && <FooterAct act={stop} appearance="secondary" />}
      {narrowed && quiet.length > 0 ? (
        <ActMenu
          name="More"
          side="start"
          up
          button={<MoreHorizontalRegular className={shapes.icon20} aria-hidden />}
          acts={quiet}
        />
      ) : (
        quiet.map((act) => <FooterAct key={act.label} act={act} appearance="subtle" />)
      )}
      <span className={shapes.grow} />
      {(why ?? note) !== undefined && (
        <span id="why" className={mergeClasses(shapes.caption, why ? s.why : s.note)}>
          {why ?? note}
        </span>
      )}
      {second && <FooterAct act={second} appearance="secondary" />}
      {primary && (
        <Button
          appearance="primary"
          size="large"
          className={s.primary}
          disabled={why !== undefined}
          aria-describedby={why === undefined ? undefined : 'why'}
          onClick={primary.go}
          {...(primary.icon ? { icon: primary.icon } : {})}
        >
          {primary.label}
        </Button>
      )}
    </footer>
  );
}

function FooterAct({ act, appearance }: { readonly act: Act; readonly appearance: 'subtle' | 'secondary' }) {
  return (
    <Button
      appearance={appearance}
      disabled={act.not !== undefined}
      onClick={act.go}
      {...(act.icon ? { icon: act.icon } : {})}
    >
      {act.label}
    </Button>
  );
}

/** The primary also answers Ctrl+Enter, but never from behind a dialog. */
function usePrimaryKey(primary: Act | undefined): void {
  const latest = useRef(primary);
  useLayoutEffect(() => {
    latest.current = primary;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return;
      if (document.querySelector('dialog[open]') || latest.current?.not !== undefined) return;
      event.preventDefault();
      latest.current?.go();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
