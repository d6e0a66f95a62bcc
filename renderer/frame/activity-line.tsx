import { Button, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { TextBulletListSquareRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { RequestLine } from '../../preload/contract.ts';
import { clockSeconds, counted } from '../format/words.ts';
import { useNarrow } from '../state/hooks.ts';
import { useStore } from '../state/store.ts';
import { Pill } from '../ui/pill.tsx';
import { useShapes } from '../ui/styles.ts';

const useStyles = makeStyles({
  line: {
    flexShrink: 0,
    minHeight: '36px',
    boxSizing: 'border-box',
    padding: '0 36px',
    display: 'flex',
    alignItems: 'center',
    gap: '12px',
    fontSize: '11.5px',
    color: t.colorNeutralForeground3,
    backgroundColor: t.colorNeutralBackground2,
    borderTop: `1px solid ${t.colorNeutralStroke2}`,
    '& button': { flexShrink: 0, whiteSpace: 'nowrap' },
  },
  narrow: { padding: '0 24px' },
  log: {
    flexShrink: 0,
    height: '180px',
    overflowY: 'auto',
    padding: '8px 36px',
    margin: 0,
    fontSize: '11.5px',
    lineHeight: '20px',
    fontFamily: t.fontFamilyMonospace,
    color: t.colorNeutralForeground3,
    backgroundColor: t.colorNeutralBackground2,
    borderTop: `1px solid ${t.colorNeutralStroke2}`,
  },
  good: { color: t.colorStatusSuccessForeground1 },
  bad: { color: t.colorStatusDangerForeground1 },
});

/** One line a request, the newest always in sight, the rest on demand. */
export function ActivityLine() {
  const s = useStyles();
  const shapes = useShapes();
  const narrowed = useNarrow();
  const [open, setOpen] = useState(false);
  const requests = useStore((store) => store.requests);
  const practice = useStore((store) => store.app?.practice !== undefined);
  const last = requests.at(-1);
  return (
    <>
      {open && (
        // What scrolls must scroll from the keyboard.
        <div role="log" aria-label="Requests" aria-live="polite" tabIndex={0} className={s.log}>
          {requests.map((line, at) => (
            // A request is its place.
            <div key={at}>
              <Request line={line} />
            </div>
          ))}
        </div>
      )}
      <div className={mergeClasses(s.line, narrowed && s.narrow)}>
        {practice && <Pill kind="brand">Practice</Pill>}
        <span className={mergeClasses(shapes.mono, shapes.cut, shapes.grow)} style={{ fontSize: 'inherit' }}>
          {last ? <Request line={last} /> : 'No requests yet'}
        </span>
        {requests.length > 0 && (
          <Button
            size="small"
            appearance="subtle"
            aria-expanded={open}
            icon={<TextBulletListSquareRegular />}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Hide requests' : `Show ${counted(requests.length, 'request')}`}
          </Button>
        )}
      </div>
    </>
  );
}

function Request({ line }: { readonly line: RequestLine }) {
  const s = useStyles();
  return (
    <>
      {clockSeconds(line.at)} <span className={line.status < 400 ? s.good : s.bad}>{line.status}</span>{' '}
      {line.ms} ms {line.method} {line.host}
      {line.path}
    </>
  );
}
