import { Button, mergeClasses } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import { useNow } from '../state/hooks.ts';
import { ask } from '../state/invoke.ts';
import { quietly, say, taken } from '../state/session.ts';
import { Tip } from '../ui/overlay.tsx';
import { Pill } from '../ui/pill.tsx';
import { useShapes } from '../ui/styles.ts';

interface HeldProps {
  readonly title: string;
  readonly handle: string;
  readonly onCopied?: () => void;
  readonly copied?: boolean;
}

/** Twelve dots and Entra's own hint. Main copies; the value never comes to this window. */
export function HeldSecretLine({ title, handle, onCopied, copied }: HeldProps) {
  const shapes = useShapes();
  const [hint, setHint] = useState<string | undefined>(undefined);
  const [clearsAt, setClearsAt] = useState(0);
  const now = useNow(clearsAt > 0);
  const left = Math.ceil((clearsAt - now) / 1000);
  useEffect(() => {
    let here = true;
    quietly(async () => {
      const found = await ask('secret.hint', { handle });
      if (here) setHint(found.hint);
    });
    return () => {
      here = false;
    };
  }, [handle]);
  useEffect(() => {
    if (clearsAt > 0 && left <= 0) setClearsAt(0);
  }, [clearsAt, left]);
  const copy = (): void => {
    quietly(async () => {
      const answer = taken(await ask('secret.copy', { handle }));
      if (!answer) return;
      setClearsAt(Date.now() + answer.ok.clearsIn * 1000);
      say('Copied');
      onCopied?.();
    });
  };
  const held = clearsAt > 0 && left > 0;
  return (
    <span className={shapes.line}>
      <span aria-hidden className={shapes.cut} style={{ letterSpacing: 1, fontSize: 16, flexShrink: 0.2 }}>
        ••••••••••••
      </span>
      <span aria-hidden className={mergeClasses(shapes.caption, shapes.cut)}>
        {hint && `starts with ${hint}`}
      </span>
      <span className={shapes.hidden}>
        {title}, hidden{hint && `, starts with ${[...hint].join(' ')}`}
      </span>
      <span className={shapes.grow} />
      {held && <Pill kind="success">Clipboard clears in {left} s</Pill>}
      <Tip words={`Copy ${title}`}>
        <Button
          size="small"
          appearance="subtle"
          aria-label={`Copy ${title}`}
          icon={held || copied ? <CheckmarkRegular /> : <CopyRegular />}
          onClick={copy}
        />
      </Tip>
    </span>
  );
}
