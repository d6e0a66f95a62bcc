import { makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useShapes } from './styles.ts';

const useStyles = makeStyles({
  link: {
    color: t.colorBrandForegroundLink,
    minHeight: '24px',
    ':hover': { textDecorationLine: 'underline', color: t.colorBrandForegroundLinkHover },
  },
});

/** Does something small in the middle of words; what leaves the application is opened by main. */
export function TextLink({ go, children }: { readonly go: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className={mergeClasses(useShapes().bare, useStyles().link)} onClick={go}>
      {children}
    </button>
  );
}
