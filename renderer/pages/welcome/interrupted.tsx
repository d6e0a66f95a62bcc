import { Button, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons';
import type { RunSummary } from '../../../preload/contract.ts';
import { when } from '../../format/words.ts';
import { useNow } from '../../state/hooks.ts';
import { ask } from '../../state/invoke.ts';
import { begin, go, now as takeOver } from '../../state/session.ts';
import type { Resumed } from '../../state/store.ts';
import { ActMenu } from '../../ui/overlay.tsx';
import { forced, useShapes } from '../../ui/styles.ts';

const useStyles = makeStyles({
  interrupted: { padding: '16px 20px', gap: '16px' },
  ring: { flexShrink: 0 },
  ringText: { fontSize: '13px', fontWeight: t.fontWeightSemibold, fill: t.colorNeutralForeground1 },
  track: { fill: 'none', stroke: t.colorNeutralStroke2, strokeWidth: '4px' },
  gone: {
    fill: 'none',
    stroke: t.colorCompoundBrandStroke,
    strokeWidth: '4px',
    strokeLinecap: 'round',
    [forced]: { stroke: 'Highlight' },
  },
});

const titles: Readonly<Record<Resumed, (vendor: string, tenant: string) => string>> = {
  'set-up': (vendor, tenant) => `Continue connecting ${vendor} to ${tenant}`,
  repair: (vendor, tenant) => `Continue repairing ${vendor} in ${tenant}`,
  undo: (vendor, tenant) => `Continue undoing changes for ${vendor} in ${tenant}`,
};

/**
 * What Welcome continues, if it can. A disconnect starts again from a check, and a rotation from its profile.
 */
export function resumedAs({ intent, made }: RunSummary): Resumed | undefined {
  if (intent === 'undo') return made > 0 ? 'undo' : undefined;
  return intent === 'set-up' || intent === 'repair' ? intent : undefined;
}

/** An interrupted run: its ring, its count, and a button to continue. */
export function Interrupted({ run }: { readonly run: RunSummary }) {
  const s = useStyles();
  const shapes = useShapes();
  const { runId, recipe, vendor, tenant, planned, lastAt } = run;
  const now = useNow(false);
  const intent = resumedAs(run) ?? 'set-up';
  // What stands of a run that is being undone is what is still to go.
  const made = intent === 'undo' ? Math.max(0, planned - run.made) : run.made;
  const share = planned === 0 ? 0 : made / planned;
  return (
    <section
      aria-label={`Interrupted: ${vendor}`}
      className={mergeClasses(shapes.card, shapes.lifted, shapes.line, shapes.wrap, s.interrupted)}
    >
      <svg
        role="img"
        aria-label={`${made} of ${planned} changes ${intent === 'undo' ? 'undone' : 'made'}`}
        width="40"
        height="40"
        className={s.ring}
      >
        <circle className={s.track} cx="20" cy="20" r="18" />
        <circle
          className={s.gone}
          cx="20"
          cy="20"
          r="18"
          pathLength="100"
          strokeDasharray={`${share * 100} 100`}
          transform="rotate(-90 20 20)"
        />
        <text className={s.ringText} x="20" y="24.5" textAnchor="middle">
          {made}/{planned}
        </text>
      </svg>
      <div className={shapes.grow} style={{ flexBasis: 220 }}>
        <h2 className={shapes.h3}>{titles[intent](vendor, tenant.tenantName)}</h2>
        <p className={shapes.caption}>Stopped {when(lastAt, now)}.</p>
      </div>
      <Button
        appearance="primary"
        onClick={() => begin(recipe, { to: 'resume', runId, intent }, tenant.tenantId)}
        style={{ minWidth: 96 }}
      >
        Continue{' '}
      </Button>
      <ActMenu
        name={`More about ${vendor}, ${tenant.tenantName}`}
        button={<MoreHorizontalRegular aria-hidden className={shapes.icon20} />}
        acts={[
          {
            label: "Don't show this again",
            go: () => go(undefined, async () => takeOver(await ask('run.forget', { runId }))),
          },
        ]}
      />
    </section>
  );
}
