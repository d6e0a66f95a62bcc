import { type GriffelStyle, makeStyles, tokens as t } from '@fluentui/react-components';

/** Below this width the rail becomes a strip and asides go under the main column. */
export const narrow = '@media (max-width: 1024px)';
export const small = '@media (max-width: 700px)';
/** 200 % zoom of a small screen: the footer scrolls with the page. */
export const low = '@media (max-height: 480px)';
export const forced = '@media (forced-colors: active)';
export const still = '@media (prefers-reduced-motion: reduce)';

const rise: GriffelStyle = {
  animationName: { from: { opacity: 0, transform: 'translateY(8px)' }, to: { opacity: 1 } },
  animationDuration: t.durationNormal,
  animationTimingFunction: t.curveDecelerateMid,
  [still]: { animationDuration: '0.01ms' },
};

/** Shapes every page shares. One level of card; inside it lines and insets. */
/** A list of rows that open: the row to press, the item around it, and what it shows. */
export const useRows = makeStyles({
  row: {
    width: '100%',
    boxSizing: 'border-box',
    padding: '11px 16px',
    display: 'flex',
    gap: '12px',
    alignItems: 'center',
  },
  item: { borderBottom: `1px solid ${t.colorNeutralStroke3}`, ':last-child': { borderBottomStyle: 'none' } },
  open: { padding: '0 16px 16px 48px', display: 'flex', flexDirection: 'column', gap: '12px' },
});

export const useShapes = makeStyles({
  h1: {
    margin: 0,
    fontSize: '28px',
    lineHeight: '36px',
    fontWeight: t.fontWeightSemibold,
    letterSpacing: '-0.02em',
    outlineStyle: 'none',
    overflowWrap: 'anywhere',
    [narrow]: { fontSize: '24px', lineHeight: '32px' },
  },
  h2: { margin: 0, fontSize: '16px', lineHeight: '22px', fontWeight: t.fontWeightSemibold },
  h3: { margin: 0, fontSize: '14px', lineHeight: '20px', fontWeight: t.fontWeightSemibold },
  body: { margin: 0, maxWidth: '96ch', color: t.colorNeutralForeground2, overflowWrap: 'anywhere' },
  strong: { fontWeight: t.fontWeightSemibold, color: t.colorNeutralForeground1 },
  caption: {
    margin: 0,
    fontSize: '12px',
    lineHeight: '16px',
    color: t.colorNeutralForeground3,
    overflowWrap: 'anywhere',
  },
  mono: { fontFamily: t.fontFamilyMonospace, fontSize: '12.5px' },
  cut: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', minWidth: 0 },
  big: {
    fontSize: '24px',
    lineHeight: '32px',
    fontWeight: t.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
  },
  number: { fontVariantNumeric: 'tabular-nums', textAlign: 'right', whiteSpace: 'nowrap' },
  stack: { display: 'flex', flexDirection: 'column', gap: '16px', minWidth: 0 },
  tight: { gap: '4px' },
  near: { gap: '8px' },
  line: { display: 'flex', alignItems: 'center', gap: '8px', minWidth: 0, '& > svg': { flexShrink: 0 } },
  wrap: { flexWrap: 'wrap' },
  top: { alignItems: 'flex-start' },
  between: { justifyContent: 'space-between' },
  grow: { flexGrow: 1, minWidth: 0 },
  keep: { flexShrink: 0 },
  columns: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 284px',
    gap: '20px',
    alignItems: 'start',
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  card: {
    minWidth: 0,
    borderRadius: t.borderRadiusXLarge,
    border: `1px solid ${t.colorNeutralStroke2}`,
    backgroundColor: t.colorNeutralBackground1,
  },
  clip: { overflow: 'hidden' },
  pad: { padding: '16px' },
  lifted: { boxShadow: t.shadow4 },
  rise,
  row: {
    display: 'flex',
    gap: '12px',
    padding: '11px 16px',
    minWidth: 0,
    borderBottom: `1px solid ${t.colorNeutralStroke3}`,
    '& > svg': { flexShrink: 0 },
    ':last-child': { borderBottomStyle: 'none' },
  },
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: '8px',
    minWidth: 0,
    padding: '7px 12px 7px 16px',
    fontSize: '13px',
    backgroundColor: t.colorNeutralBackground2,
    borderBottom: `1px solid ${t.colorNeutralStroke2}`,
  },
  inset: {
    backgroundColor: t.colorNeutralBackground2,
    border: '1px solid transparent',
    borderRadius: t.borderRadiusXLarge,
    padding: '16px 18px',
    minWidth: 0,
  },
  rule: { border: 'none', borderTop: `1px solid ${t.colorNeutralStroke2}`, margin: '4px 0', width: '100%' },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  tinted: { backgroundColor: `color-mix(in srgb, ${t.colorBrandBackground2} 45%, transparent)` },
  bare: {
    appearance: 'none',
    border: 'none',
    background: 'none',
    padding: 0,
    margin: 0,
    font: 'inherit',
    color: 'inherit',
    textAlign: 'left',
    cursor: 'pointer',
    borderRadius: t.borderRadiusMedium,
    '& > svg': { flexShrink: 0 },
    ':focus-visible': {
      outline: `2px solid ${t.colorStrokeFocus2}`,
      outlineOffset: '-2px',
    },
  },
  hidden: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
  icon16: { fontSize: '16px', flexShrink: 0 },
  icon20: { fontSize: '20px', flexShrink: 0 },
  icon24: { fontSize: '24px', flexShrink: 0 },
  accent: { color: t.colorBrandForeground1 },
  quiet: { color: t.colorNeutralForeground3 },
});
