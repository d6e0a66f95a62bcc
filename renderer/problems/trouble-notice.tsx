import { Button, makeStyles, mergeClasses, shorthands, tokens as t } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Problem } from '../../engine/model/problem.ts';
import { ask } from '../state/invoke.ts';
import { enterPractice } from '../state/practice.ts';
import { go, needsSignIn, signInAgain } from '../state/session.ts';
import { set, useStore } from '../state/store.ts';
import { StateIcon } from '../ui/state-mark.tsx';
import { useShapes } from '../ui/styles.ts';
import { ProblemCard } from './problem-card.tsx';

const useStyles = makeStyles({
  bar: { padding: '8px 12px', borderRadius: t.borderRadiusMedium, flexWrap: 'wrap' },
  warning: {
    backgroundColor: t.colorStatusWarningBackground1,
    ...shorthands.borderColor(t.colorStatusWarningBorder1),
  },
  error: {
    backgroundColor: t.colorStatusDangerBackground1,
    ...shorthands.borderColor(t.colorStatusDangerBorder1),
  },
});

interface NoticeProps {
  readonly kind: 'warning' | 'error';
  readonly alert?: boolean;
  readonly children: ReactNode;
  readonly acts?: ReactNode;
}

function Notice({ kind, alert, children, acts }: NoticeProps) {
  const s = useStyles();
  const shapes = useShapes();
  return (
    <div
      {...(alert ? { role: 'alert' } : {})}
      className={mergeClasses(shapes.card, shapes.line, s.bar, s[kind])}
    >
      <StateIcon mark={kind === 'error' ? 'blocked' : 'unmet'} />
      <span className={shapes.grow} style={{ flexBasis: 260 }}>
        {children}
      </span>
      {acts}
    </div>
  );
}

/** At most one notice about the page: a bug of ours, a lost connection, a lost sign-in, or what stopped the last thing. */
export function TroubleNotice() {
  const bug = useStore((store) => store.bug);
  const offline = useStore((store) => store.offline);
  const trouble = useStore((store) => store.trouble);
  const notOpened = useStore((store) => store.notOpened);
  if (bug) {
    return (
      <Notice
        kind="error"
        alert
        acts={
          <>
            <Button
              size="small"
              onClick={() => go(undefined, async () => void (await ask('diagnostics.save')))}
            >
              Save diagnostics
            </Button>
            <Button size="small" onClick={() => set({ bug: false })}>
              Close
            </Button>
          </>
        }
      >
        <strong>The app ran into a problem.</strong> Your progress is saved.
      </Notice>
    );
  }
  if (offline) return <Notice kind="warning">No connection. We'll continue when you're back online.</Notice>;
  if (!trouble) return null;
  if (notOpened && trouble.code.startsWith('practice-'))
    return <PracticeNotOpened tenant={notOpened} problem={trouble} />;
  if (!needsSignIn(trouble)) return <ProblemCard problem={trouble} mark="blocked" />;
  return (
    <Notice
      kind="warning"
      alert
      acts={
        <Button size="small" onClick={() => signInAgain()}>
          Sign in again
        </Button>
      }
    >
      <strong>{trouble.title}.</strong> {trouble.because}
    </Notice>
  );
}

/** A sample tenant that another program has open, or whose saved state is damaged. */
function PracticeNotOpened({ tenant, problem }: { readonly tenant: string; readonly problem: Problem }) {
  const isDamaged = problem.code === 'practice-damaged';
  return (
    <Notice
      kind="warning"
      alert
      acts={
        <Button size="small" onClick={() => enterPractice(tenant, isDamaged ? true : undefined)}>
          {isDamaged ? 'Start it over' : 'Try again'}
        </Button>
      }
    >
      <strong>{problem.title}.</strong> {problem.because}
    </Notice>
  );
}
