import { type RefObject, useLayoutEffect, useState } from 'react';

/**
 * The visible rows of a list of equal heights, with a few on either side so that scrolling never shows gaps.
 */
export function rowsInSight(
  count: number,
  height: number,
  top: number,
  view: number,
): { readonly from: number; readonly to: number } {
  const beside = 8;
  const from = Math.max(0, Math.floor(top / height) - beside);
  return { from, to: Math.min(count, Math.ceil((top + view) / height) + beside) };
}

/** A box that scrolls: where it stands, how much of it is in sight, and how wide its scroll bar is. */
export interface ScrollBox {
  readonly top: number;
  readonly view: number;
  readonly gutter: number;
}

/** Follows a box that scrolls. Back at the top when `on` changes: another search is another list. */
export function useScrollBox(box: RefObject<HTMLElement | null>, on: unknown): ScrollBox {
  const [seen, setSeen] = useState<ScrollBox>({ top: 0, view: 400, gutter: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const look = (): void =>
      setSeen({
        top: element.scrollTop,
        view: element.clientHeight,
        gutter: element.offsetWidth - element.clientWidth,
      });
    const watching = new ResizeObserver(look);
    watching.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      watching.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [box]);
  // `on` is what makes it another list.
  useLayoutEffect(() => {
    box.current?.scrollTo(0, 0);
  }, [box, on]);
  return seen;
}
