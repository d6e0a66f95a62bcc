import { makeStyles, mergeClasses, shorthands, tokens as t } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  pill: {
    display: 'inline-flex',
    flexShrink: 0,
    alignItems: 'center',
    minHeight: '20px',
    padding: '0 8px',
    fontSize: '12px',
    lineHeight: '16px',
    whiteSpace: 'nowrap',
    fontWeight: t.fontWeightSemibold,
    borderRadius: t.borderRadiusCircular,
    border: `1px solid ${t.colorNeutralStroke2}`,
  },
  success: {
    color: t.colorStatusSuccessForeground1,
    backgroundColor: t.colorStatusSuccessBackground1,
    ...shorthands.borderColor(t.colorStatusSuccessBorder1),
  },
  warning: {
    color: t.colorStatusWarningForeground1,
    backgroundColor: t.colorStatusWarningBackground1,
    ...shorthands.borderColor(t.colorStatusWarningBorder1),
  },
  danger: {
    color: t.colorStatusDangerForeground1,
    backgroundColor: t.colorNeutralBackground1,
    ...shorthands.borderColor(t.colorStatusDangerBorder1),
  },
  other: {
    color: t.colorPaletteBlueForeground2,
    backgroundColor: t.colorPaletteBlueBackground2,
    ...shorthands.borderColor(t.colorPaletteBlueBorderActive),
  },
  brand: {
    color: t.colorBrandForeground2,
    backgroundColor: t.colorBrandBackground2,
    ...shorthands.borderColor('transparent'),
  },
  neutral: { color: t.colorNeutralForeground2 },
});

export type PillKind = 'success' | 'warning' | 'danger' | 'other' | 'brand' | 'neutral';

/** A short label next to the thing it describes. */
export function Pill({
  kind = 'neutral',
  children,
}: {
  readonly kind?: PillKind;
  readonly children: ReactNode;
}) {
  const s = useStyles();
  return <span className={mergeClasses(s.pill, s[kind])}>{children}</span>;
}
