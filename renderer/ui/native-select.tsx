import { makeStyles, tokens as t, useFieldControlProps_unstable } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  select: {
    minHeight: '32px',
    minWidth: 0,
    maxWidth: '100%',
    padding: '0 8px',
    font: 'inherit',
    color: t.colorNeutralForeground1,
    backgroundColor: t.colorNeutralBackground1,
    border: `1px solid ${t.colorNeutralStroke1}`,
    borderBottomColor: t.colorNeutralStrokeAccessible,
    borderRadius: t.borderRadiusMedium,
    ':focus-visible': { outline: `2px solid ${t.colorStrokeFocus2}`, outlineOffset: '1px' },
    ':disabled': { color: t.colorNeutralForegroundDisabled },
  },
});

interface SelectProps {
  readonly value: string;
  readonly choose: (value: string) => void;
  readonly children: ReactNode;
  readonly disabled?: boolean | undefined;
  readonly id?: string;
  readonly 'aria-label'?: string;
}

/** The platform's own list, which every assistive technology and every zoom knows. A field gives it its name. */
export function NativeSelect({ choose, ...rest }: SelectProps) {
  const named = useFieldControlProps_unstable(rest, { supportsLabelFor: true });
  return (
    <select {...named} className={useStyles().select} onChange={(event) => choose(event.target.value)} />
  );
}
