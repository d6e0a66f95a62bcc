import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import { ask } from '../door.ts';
import { go, needsSignIn, signInAgain } from '../session.ts';
import { set, useStore } from '../store.ts';
import { ProblemCard } from './problem-card.tsx';

/** At most one notice about the page: a bug of ours, a lost connection, a lost sign-in, or what stopped the last thing. */
export function TroubleNotice() {
  const { bug, offline, trouble } = useStore();
  if (bug) {
    return (
      <div role="alert">
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            <strong>Something in this program went wrong.</strong> What was done so far is written down and
            stays.
          </MessageBarBody>
          <MessageBarActions>
            <Button
              size="small"
              onClick={() => go(undefined, async () => void (await ask('diagnostics.save')))}
            >
              Save diagnostics
            </Button>
            <Button size="small" onClick={() => set({ bug: false })}>
              Close
            </Button>
          </MessageBarActions>
        </MessageBar>
      </div>
    );
  }
  if (offline) {
    return (
      <MessageBar intent="warning">
        <MessageBarBody>No connection. It goes on when there is one.</MessageBarBody>
      </MessageBar>
    );
  }
  if (!trouble) return null;
  if (needsSignIn(trouble)) {
    return (
      <div role="alert">
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <strong>{trouble.title}.</strong> {trouble.because}
          </MessageBarBody>
          <MessageBarActions>
            <Button size="small" onClick={signInAgain}>
              Sign in again
            </Button>
          </MessageBarActions>
        </MessageBar>
      </div>
    );
  }
  return <ProblemCard problem={trouble} mark="blocked" />;
}
