import { Button, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import {
  BeakerRegular,
  ChevronDownRegular,
  PersonSwapRegular,
  ShieldKeyholeFilled,
  SignOutRegular,
} from '@fluentui/react-icons';
import type { CSSProperties } from 'react';
import type { SignedIn } from '../../preload/contract.ts';
import { useNarrow } from '../state/hooks.ts';
import { ask } from '../state/invoke.ts';
import { phaseOf } from '../state/live-run.ts';
import { enterPractice } from '../state/practice.ts';
import { begin, go, goHome, now, show, signOut } from '../state/session.ts';
import { get, set, useStore } from '../state/store.ts';
import { ActMenu, type MenuAct, Tip } from '../ui/overlay.tsx';
import { Pill } from '../ui/pill.tsx';
import { forced, small, useShapes } from '../ui/styles.ts';
import { NameLetters } from '../ui/tile-letter.tsx';

const useStyles = makeStyles({
  bar: {
    flexShrink: 0,
    height: '48px',
    boxSizing: 'border-box',
    display: 'flex',
    alignItems: 'center',
    gap: '12px',
    paddingLeft: '16px',
    paddingRight: '16px',
    fontSize: '13px',
    backgroundColor: t.colorNeutralBackground3,
  },
  mark: {
    display: 'inline-flex',
    flexShrink: 0,
    width: '20px',
    height: '20px',
    alignItems: 'center',
    justifyContent: 'center',
    borderRadius: t.borderRadiusMedium,
    fontSize: '14px',
    color: t.colorNeutralForegroundOnBrand,
    backgroundColor: t.colorBrandBackground,
  },
  product: { fontWeight: t.fontWeightSemibold, whiteSpace: 'nowrap', [small]: { display: 'none' } },
  home: { gap: '12px', minHeight: '32px', flexShrink: 0 },
  line: { width: '1px', height: '20px', flexShrink: 0, backgroundColor: t.colorNeutralStroke1 },
  account: { padding: '4px 8px', ':hover': { backgroundColor: t.colorNeutralBackground3Hover } },
  banner: {
    flexShrink: 0,
    minHeight: '40px',
    boxSizing: 'border-box',
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '4px 10px',
    padding: '4px 12px 4px 18px',
    fontSize: '13px',
    color: t.colorNeutralForegroundOnBrand,
    backgroundColor: t.colorBrandBackground,
    [forced]: { borderBottom: '4px solid CanvasText' },
  },
  onBanner: {
    minHeight: '24px',
    padding: '1px 8px',
    boxSizing: 'border-box',
    fontSize: '12px',
    whiteSpace: 'nowrap',
    color: t.colorNeutralForegroundOnBrand,
    backgroundColor: 'transparent',
    border: `1px solid color-mix(in srgb, ${t.colorNeutralForegroundOnBrand} 50%, transparent)`,
    borderRadius: t.borderRadiusMedium,
    ':hover': {
      color: t.colorNeutralForegroundOnBrand,
      backgroundColor: 'rgba(0, 0, 0, 0.16)',
      border: `1px solid ${t.colorNeutralForegroundOnBrand}`,
    },
    ':hover:active': { color: t.colorNeutralForegroundOnBrand, backgroundColor: 'rgba(0, 0, 0, 0.24)' },
    ':focus-visible': { outline: `2px solid ${t.colorNeutralForegroundOnBrand}` },
  },
});

/** The part one can drag the window by; its controls stay clickable. The property is Chromium's own. */
const drag = { WebkitAppRegion: 'drag' } as CSSProperties;
const noDrag = { WebkitAppRegion: 'no-drag' } as CSSProperties;

/** The one bar that never lies: product, tenant, account, always. */
export function TitleBar() {
  const s = useStyles();
  const shapes = useShapes();
  const app = useStore((store) => store.app);
  const there = app?.signedIn;
  // Not from a run at work: leaving it has a button of its own there.
  const home = useStore(
    ({ page, signIn, runs, runId }) =>
      page !== 'welcome' && !signIn && (page !== 'run' || phaseOf(runs[runId ?? ''] ?? []) === 'ended'),
  );
  // Room for the buttons the system draws over the bar; on Linux it draws its own frame.
  const room: CSSProperties =
    app?.platform === 'darwin' ? { paddingLeft: 96 } : app?.platform === 'win32' ? { paddingRight: 150 } : {};
  const product = (
    <>
      <span className={s.mark}>
        <ShieldKeyholeFilled aria-hidden />
      </span>
      <span className={s.product}>Sentinel Onboarding</span>
    </>
  );
  return (
    <header className={s.bar} style={{ ...drag, ...room }}>
      {home ? (
        <Tip words="Back to Welcome">
          <button
            type="button"
            aria-label="Sentinel Onboarding, back to Welcome"
            className={mergeClasses(shapes.bare, shapes.line, s.home)}
            style={noDrag}
            onClick={goHome}
          >
            {product}
          </button>
        </Tip>
      ) : (
        <span className={mergeClasses(shapes.line, s.home)}>{product}</span>
      )}
      {app?.practice && <Pill kind="brand">Practice</Pill>}
      <span aria-hidden className={s.line} />
      {there ? (
        <TenantName of={there} />
      ) : (
        <span className={mergeClasses(shapes.quiet, shapes.grow)}>Not signed in</span>
      )}
      <span style={noDrag}>{there && <AccountMenu of={there} />}</span>
    </header>
  );
}

function TenantName({ of: { tenant, domain } }: { readonly of: SignedIn }) {
  const shapes = useShapes();
  const narrowed = useNarrow();
  return (
    <span className={mergeClasses(shapes.line, shapes.grow)}>
      <NameLetters name={tenant.tenantName} of="tenant" />
      <span className={mergeClasses(shapes.strong, shapes.cut)}>{tenant.tenantName}</span>
      {!narrowed && (
        <span className={mergeClasses(shapes.quiet, shapes.cut)}>
          {domain} · <span className={shapes.mono}>{tenant.tenantId.slice(0, 8)}…</span>
        </span>
      )}
    </span>
  );
}

function AccountMenu({ of: { name, userName, tenant } }: { readonly of: SignedIn }) {
  const s = useStyles();
  const shapes = useShapes();
  const narrowed = useNarrow();
  return (
    <ActMenu
      name={`Account, ${name}`}
      className={s.account}
      note={
        <>
          {userName}
          <br />
          Tenant ID <span className={shapes.mono}>{tenant.tenantId}</span>
        </>
      }
      button={
        <>
          <NameLetters name={name} of="person" />
          {!narrowed && <span>{name}</span>}
          <ChevronDownRegular aria-hidden />
        </>
      }
      acts={[
        { label: 'Switch account', icon: <PersonSwapRegular />, go: switchAccount },
        { label: 'Sign out', icon: <SignOutRegular />, go: signOut },
        ...themeActs(),
      ]}
    />
  );
}

function switchAccount(): void {
  const { recipe, app, purpose } = get();
  const id = recipe ?? app?.recipes[0]?.id;
  if (!id) return;
  const tenant = app?.signedIn?.tenant.tenantId ?? '';
  set({
    recipe: id,
    purpose: purpose.to === 'back' ? { to: 'connect' } : purpose,
    wanted: { ...get().wanted, tenant },
  });
  show('sign-in');
}

/** What the person chose last in this window; until then what they chose at an earlier start. */
let chosenTheme: 'system' | 'light' | 'dark' | undefined;

export function themeActs(): readonly MenuAct[] {
  const words = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' } as const;
  return (['system', 'light', 'dark'] as const).map((theme) => ({
    label: words[theme],
    chosen: theme === (chosenTheme ?? get().app?.theme ?? 'system'),
    go: () => {
      chosenTheme = theme;
      go(undefined, () => ask('theme.choose', { theme }));
    },
  }));
}

/** Says in every place that this is not a real tenant, and offers the ways out. */
export function PracticeBanner() {
  const s = useStyles();
  const shapes = useShapes();
  const app = useStore((store) => store.app);
  if (!app?.practice) return null;
  const { tenant, tenantName } = app.practice;
  return (
    <section aria-label="Practice" className={s.banner}>
      <BeakerRegular aria-hidden className={shapes.icon20} />
      <span className={shapes.grow} style={{ flexBasis: 240 }}>
        <strong>Practice.</strong> {tenantName} is a sample tenant on this computer. Nothing you do here
        reaches Microsoft.
      </span>
      <ActMenu
        name="Choose another sample tenant"
        className={s.onBanner}
        button="Another tenant"
        acts={app.practiceTenants.map(({ name, title, about }) => ({
          label: `${title}: ${about}`,
          chosen: name === tenant,
          go: () => enterPractice(name),
        }))}
      />
      <Button size="small" className={s.onBanner} onClick={() => leave('practice.reset')}>
        Start over
      </Button>
      <Button size="small" className={s.onBanner} onClick={() => leave('practice.leave')}>
        Leave the sample tenant
      </Button>
    </section>
  );
}

function leave(how: 'practice.reset' | 'practice.leave'): void {
  // A sign-in under way ends with it, and what it still answers is not wanted.
  set({ signIn: undefined });
  go(undefined, async () => {
    now(await ask(how));
    goHome();
  });
}

/** Begins with a recipe from the first page. */
export function connect(recipe: string): void {
  begin(recipe, { to: 'connect' });
}
