import { FluentProvider, makeStyles, tokens as t } from '@fluentui/react-components';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { Rail, Stepper, StepStrip } from '../frame/rail.tsx';
import { PracticeBanner, TitleBar } from '../frame/title-bar.tsx';
import type * as Later from '../pages/after-welcome.ts';
import { Areas } from '../pages/check/areas-nav.tsx';
import { WelcomePage } from '../pages/welcome/welcome.tsx';
import { useNarrow } from '../state/hooks.ts';
import { useListening } from '../state/listening.ts';
import { say } from '../state/session.ts';
import { type Doing, doing, doingWords, stepLines, stepOf } from '../state/stepper.ts';
import { get, type Page, set, useStore } from '../state/store.ts';
import { narrow, useShapes } from '../ui/styles.ts';
import { themeFor } from '../ui/theme.ts';

/** The pages that are never the first one: fetched while the first is looked at, so the window does not wait for them. */
const fetchLater = () => import('../pages/after-welcome.ts');
const later = <Name extends keyof typeof Later>(name: Name) =>
  lazy(async () => ({ default: (await fetchLater())[name] }));
const ApplicationPage = later('ApplicationPage');
const CheckPage = later('CheckPage');
const DonePage = later('DonePage');
const ProfilePage = later('ProfilePage');
const ProxyDialog = later('ProxyDialog');
const QuestionsPage = later('QuestionsPage');
const ReportPage = later('ReportPage');
const ReviewPage = later('ReviewPage');
const RunPage = later('RunPage');
const SignedInPage = later('SignedInPage');
const SignInPage = later('SignInPage');
const SignInWaiting = later('SignInWaiting');
const UndoPage = later('UndoPage');

const useStyles = makeStyles({
  app: {
    // What is hidden for eyes is placed against this, so that it never makes the window scroll.
    position: 'relative',
    height: '100vh',
    display: 'flex',
    flexDirection: 'column',
    overflow: 'hidden',
    backgroundColor: t.colorNeutralBackground3,
    fontSize: '14px',
    lineHeight: '20px',
  },
  body: { flexGrow: 1, minHeight: 0, display: 'flex', [narrow]: { flexDirection: 'column' } },
  skip: {
    position: 'absolute',
    top: '8px',
    left: '50%',
    zIndex: 40,
    padding: '6px 12px',
    borderRadius: t.borderRadiusMedium,
    color: t.colorNeutralForegroundOnBrand,
    backgroundColor: t.colorBrandBackground,
    transform: 'translate(-50%, -60px)',
    ':focus': { transform: 'translate(-50%, 0)' },
  },
});

/** The frame around every page: what is true of all of them, and which one stands in it. */
export function App() {
  useListening();
  const s = useStyles();
  const dark = useStore((store) => store.dark);
  const practice = useStore((store) => store.app?.practice !== undefined);
  const theme = useMemo(() => themeFor(dark, practice), [dark, practice]);
  useEffect(() => {
    const idle = requestIdleCallback(() => void fetchLater());
    return () => cancelIdleCallback(idle);
  }, []);
  useEffect(() => {
    // The canvas below the page, and the system's own scroll bars and menus.
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
    document.body.style.margin = '0';
  }, [dark]);
  return (
    <FluentProvider theme={theme} className={s.app}>
      <a className={s.skip} href="#page" onClick={goToPage}>
        Go to the page
      </a>
      <TitleBar />
      <PracticeBanner />
      <Body />
      <Proxy />
      <Live />
    </FluentProvider>
  );
}

function goToPage(event: React.MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#page h1')?.focus();
}

function Body() {
  const s = useStyles();
  const narrowed = useNarrow();
  const page = useStore((store) => store.page);
  const screen = useStore((store) => store.screen);
  const waiting = useStore((store) => store.signIn !== undefined);
  const [area, setArea] = useState<string | undefined>(undefined);
  const changed = useStore((store) =>
    (store.runs[store.runId ?? ''] ?? []).some(({ kind }) => kind === 'done'),
  );
  const what = useStore(doing);
  const before = useRef<Page>('welcome');
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    const step = stepOf(page);
    if (step !== undefined) set({ reached: Math.max(get().reached, step) });
    if (step !== undefined) {
      const lines = stepLines(get());
      const at = lines.findIndex(({ is }) => is === 'current');
      if (at >= 0) say(`${lines[at]?.name}, step ${at + 1} of ${lines.length}`);
    }
  }, [page]);
  const shown = (
    <Suspense>
      <Shown
        key={`${page} ${page === 'questions' ? screen : ''} ${waiting}`}
        page={page}
        area={area}
        choose={setArea}
      />
    </Suspense>
  );
  if (page === 'welcome' || page === 'profile' || page === 'report')
    return <div className={s.body}>{shown}</div>;
  const checks = page === 'check';
  // Taking a connection away is one page, reached from a check: there are no steps to be on.
  const inside = checks ? (
    <Areas chosen={area} choose={setArea} />
  ) : what === 'disconnect' ? null : narrowed ? (
    <StepStrip />
  ) : (
    <Stepper />
  );
  return (
    <div className={s.body}>
      {narrowed ? (
        inside
      ) : (
        <Rail under={doingWords[what]} foot={footWords(page, changed, what)}>
          {inside}
        </Rail>
      )}
      {shown}
    </div>
  );
}

/** A proxy can ask at any moment, over any page. */
function Proxy() {
  const asks = useStore((store) => store.proxyAsks);
  return <Suspense>{asks && <ProxyDialog asks={asks} />}</Suspense>;
}

interface ShownProps {
  readonly page: Page;
  readonly area: string | undefined;
  readonly choose: (area: string | undefined) => void;
}

function Shown({ page, area, choose }: ShownProps) {
  const asked = useStore((store) => store.moreProof !== undefined);
  if (asked) return <SignInWaiting />;
  switch (page) {
    case 'welcome':
      return <WelcomePage />;
    case 'sign-in':
      return <SignInPage />;
    case 'signed-in':
      return <SignedInPage />;
    case 'application':
      return <ApplicationPage />;
    case 'questions':
      return <QuestionsPage />;
    case 'review':
      return <ReviewPage />;
    case 'run':
      return <RunPage />;
    case 'done':
      return <DonePage />;
    case 'undo':
      return <UndoPage />;
    case 'check':
      return <CheckPage area={area} choose={choose} />;
    case 'profile':
      return <ProfilePage />;
    case 'report':
      return <ReportPage />;
  }
}

/** One sentence about what is saved. */
function footWords(page: Page, changed: boolean, what: Doing): string {
  switch (page) {
    case 'sign-in':
      return "You're not signed in yet.";
    case 'signed-in':
    case 'application':
    case 'questions':
    case 'review':
      return changed ? 'Saved on this computer, with all changes so far.' : 'No changes made yet.';
    case 'run':
    case 'undo':
      if (what === 'disconnect') return 'What was removed stays removed. Check again to remove the rest.';
      if (what === 'rotate') return 'You can close this window. Open the profile again to continue.';
      return 'You can close this window. The run continues from here next time.';
    case 'done':
      return 'Saved on this computer, with all changes so far.';
    case 'check':
      return 'A check changes nothing.';
    case 'welcome':
    case 'profile':
    case 'report':
      return '';
  }
}

/** The one polite region: at most one sentence each three seconds, the newest wins. */
function Live() {
  const shapes = useShapes();
  const said = useStore((store) => store.said);
  const [spoken, setSpoken] = useState('');
  const last = useRef(0);
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(
      () => {
        last.current = Date.now();
        setSpoken(said);
      },
      Math.max(0, last.current + 3000 - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div role="status" aria-live="polite" className={shapes.hidden}>
      {spoken}
    </div>
  );
}
