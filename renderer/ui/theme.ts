import {
  type BrandVariants,
  createDarkTheme,
  createLightTheme,
  type Theme,
  webDarkTheme,
  webLightTheme,
} from '@fluentui/react-components';

/** Practice swaps the brand ramp and nothing else: every accent turns violet, states keep their colors. */
const violet: BrandVariants = {
  10: '#0f0620',
  20: '#1c0b3d',
  30: '#291258',
  40: '#361a72',
  50: '#43228b',
  60: '#522ea6',
  70: '#633bc2',
  80: '#7449dc',
  90: '#8c68e8',
  100: '#a587f2',
  110: '#b096f5',
  120: '#bba5f7',
  130: '#c6b4f9',
  140: '#d1c3fb',
  150: '#dfd5fd',
  160: '#f0ecff',
};

const fonts = {
  fontFamilyBase: "'Segoe UI Variable', 'Segoe UI', system-ui, sans-serif",
  fontFamilyMonospace: "'Cascadia Code', Consolas, ui-monospace, monospace",
} as const;

/** The one theme of the moment. High contrast keeps it and lets the system's forced colors win. */
export function themeFor(dark: boolean, practice: boolean): Theme {
  if (!practice) return { ...(dark ? webDarkTheme : webLightTheme), ...fonts };
  return { ...(dark ? createDarkTheme(violet) : createLightTheme(violet)), ...fonts };
}
