import { Button } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import { ask } from '../state/invoke.ts';
import { quietly, say } from '../state/session.ts';
import { Tip } from './overlay.tsx';

interface CopyProps {
  /** What is copied, by name: "Client ID". */
  readonly what: string;
  readonly text: string;
  /** Words on the button; without them it is an icon with a name and a tip. */
  readonly label?: string;
  readonly primary?: boolean;
  readonly onCopied?: () => void;
  readonly done?: boolean;
}

/** Copies, and says so: "Copied" is announced and the icon is a tick for two seconds. */
export function CopyButton({ what, text, label, primary, onCopied, done }: CopyProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    quietly(async () => {
      await ask('text.copy', { text });
      setCopied(true);
      say('Copied');
      onCopied?.();
    });
  };
  const button = (
    <Button
      size={label === undefined || !primary ? 'small' : 'medium'}
      appearance={primary ? 'primary' : label === undefined ? 'subtle' : 'secondary'}
      icon={copied || done ? <CheckmarkRegular /> : <CopyRegular />}
      onClick={copy}
      {...(label === undefined ? { 'aria-label': `Copy ${what}` } : {})}
    >
      {label}
    </Button>
  );
  return label === undefined ? <Tip words={copied ? 'Copied' : `Copy ${what}`}>{button}</Tip> : button;
}
