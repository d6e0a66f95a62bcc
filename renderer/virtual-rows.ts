import { type RefObject, useLayoutEffect, useState } from 'react';

/** The rows in sight of a list of equal heights, and a few beside them, so that scrolling meets drawn rows. */
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

/** Follows where a box is scrolled to. Back at the top when `on` changes: another search is another list. */
export function useScrollTop(box: RefObject<HTMLElement | null>, on: unknown): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const scrolled = (): void => setTop(element.scrollTop);
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => element.removeEventListener('scroll', scrolled);
  }, [box]);
  // `on` is what makes it another list.
  useLayoutEffect(() => {
    box.current?.scrollTo(0, 0);
    setTop(0);
  }, [box, on]);
  return top;
}
