import { makeStyles, mergeClasses, Switch, tokens as t } from '@fluentui/react-components';
import { useId } from 'react';
import { useShapes } from './styles.ts';

const useStyles = makeStyles({
  always: { fontSize: '12px', color: t.colorNeutralForeground3, whiteSpace: 'nowrap' },
});

interface SwitchProps {
  readonly title: string;
  readonly lines: readonly (string | undefined)[];
  readonly on: boolean;
  readonly wrong?: boolean;
  /** Without it the row cannot be switched, and says so. */
  readonly flip?: () => void;
}

/** A choice that costs access: what it does, what it costs, and its switch. */
export function SwitchRow({ title, lines, on, flip, wrong }: SwitchProps) {
  const s = useStyles();
  const shapes = useShapes();
  const id = useId();
  return (
    <div className={mergeClasses(shapes.row, shapes.top)}>
      <div className={shapes.grow}>
        <div id={id} className={shapes.h3}>
          {title}
        </div>
        {lines.filter(Boolean).map((line, at) => (
          <div
            key={line}
            className={at === 0 && lines.length > 1 ? shapes.body : shapes.caption}
            style={wrong && at > 0 ? { color: t.colorStatusDangerForeground1 } : undefined}
          >
            {line}
          </div>
        ))}
      </div>
      {flip ? (
        <Switch aria-labelledby={id} checked={on} onChange={flip} />
      ) : (
        <span className={s.always}>{on ? 'Always on' : 'Off'}</span>
      )}
    </div>
  );
}
