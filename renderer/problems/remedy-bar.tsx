import { Button, mergeClasses } from '@fluentui/react-components';
import {
  ArrowClockwiseRegular,
  ArrowLeftRegular,
  ArrowRepeatAllRegular,
  OpenRegular,
  PersonKeyRegular,
  PersonSwapRegular,
} from '@fluentui/react-icons';
import { Fragment, type ReactElement } from 'react';
import type { Remedy } from '../../engine/model/problem.ts';
import { assertNever } from '../format/assert-never.ts';
import { lasted, oneOf } from '../format/words.ts';
import { ask } from '../state/invoke.ts';
import { go, show, signInAgain, taken } from '../state/session.ts';
import { get } from '../state/store.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { useShapes } from '../ui/styles.ts';

/** The order of remedies. Those the person can do alone come first. */
const order: readonly Remedy['do'][] = [
  'run',
  'retry',
  'redo',
  'sign-in',
  'sign-in-as',
  'open',
  'ask-someone',
];

interface RemedyProps {
  readonly remedies: readonly Remedy[];
  /** What trying again means on this page; without it there is no such button. */
  readonly retry?: (() => void) | undefined;
  readonly retryLabel?: string | undefined;
}

/** Buttons for every way out but the message, which stands there to be read. */
export function RemedyBar({ remedies, retry, retryLabel = 'Try again' }: RemedyProps) {
  const shapes = useShapes();
  const sorted = [...remedies].sort((a, b) => order.indexOf(a.do) - order.indexOf(b.do));
  const buttons = sorted.flatMap((remedy) => {
    const button = way(remedy, retry, retryLabel);
    return button ? [button] : [];
  });
  if (buttons.length === 0) return null;
  return <div className={mergeClasses(shapes.line, shapes.wrap)}>{buttons}</div>;
}

function way(remedy: Remedy, retry: (() => void) | undefined, retryLabel: string): ReactElement | undefined {
  switch (remedy.do) {
    case 'retry':
      if (!retry) return undefined;
      return (
        <Fragment key="retry">
          <Button size="small" icon={<ArrowClockwiseRegular />} onClick={retry}>
            {retryLabel}
          </Button>
          {remedy.after !== undefined && <RetryAfter seconds={remedy.after} />}
        </Fragment>
      );
    case 'redo':
      if (remedy.step === 'questions') {
        return get().asks ? (
          <Button key="redo" size="small" icon={<ArrowLeftRegular />} onClick={() => show('questions')}>
            Change an answer
          </Button>
        ) : undefined;
      }
      if (!retry) return undefined;
      return (
        <Button key="redo" size="small" icon={<ArrowRepeatAllRegular />} onClick={retry}>
          Redo this step
        </Button>
      );
    case 'sign-in':
      return (
        <Button
          key={`sign-in-${remedy.with ?? 'again'}`}
          size="small"
          icon={<PersonKeyRegular />}
          onClick={() => signInAgain(remedy.with)}
        >
          {remedy.with === undefined ? 'Sign in again' : anotherWay[remedy.with]}
        </Button>
      );
    case 'sign-in-as':
      return (
        <Button key="sign-in-as" size="small" icon={<PersonSwapRegular />} onClick={() => signInAgain()}>
          Sign in as {oneOf(remedy.role)}
        </Button>
      );
    case 'run':
      return <Command key={remedy.command} command={remedy.command} />;
    case 'open':
      return (
        <Button key={remedy.url} size="small" icon={<OpenRegular />} onClick={() => openLink(remedy.url)}>
          {remedy.label}
        </Button>
      );
    case 'ask-someone':
      return undefined;
    default:
      return assertNever(remedy);
  }
}

const anotherWay = {
  browser: 'Sign in with the browser',
  'device-code': 'Sign in with a code',
  'azure-cli': 'Use the Azure CLI sign-in',
} as const;

/** A command of another program: read whole, and copied as it stands. */
function Command({ command }: { readonly command: string }) {
  const shapes = useShapes();
  return (
    <div className={mergeClasses(shapes.inset, shapes.line, shapes.wrap)} style={{ width: '100%' }}>
      <code className={shapes.grow} style={{ overflowWrap: 'anywhere' }}>
        {command}
      </code>
      <CopyButton what="command" text={command} label="Copy command" />
    </div>
  );
}

/** The button tries at once, so the time that Microsoft asked for is next to it. */
function RetryAfter({ seconds }: { readonly seconds: number }) {
  const shapes = useShapes();
  return <span className={shapes.caption}>Wait about {lasted(seconds * 1000)} first.</span>;
}

export function openLink(url: string): void {
  go(undefined, async () => void taken(await ask('link.open', { url })));
}
