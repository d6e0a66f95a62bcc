import { type RefObject, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';

/** The time in milliseconds, renewed each second while `on`. Counting seconds are drawn, never announced. */
export function useNow(on = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!on) return undefined;
    setNow(Date.now());
    const ticking = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(ticking);
  }, [on]);
  return now;
}

/** Whether a media query holds. */
export function useMedia(media: string): boolean {
  const list = window.matchMedia(media);
  return useSyncExternalStore(
    (heard) => {
      list.addEventListener('change', heard);
      return () => list.removeEventListener('change', heard);
    },
    () => window.matchMedia(media).matches,
  );
}

export function useNarrow(): boolean {
  return useMedia('(max-width: 1024px)');
}

/** True after 200 ms: quick answers do not flicker. */
export function useLate(): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return late;
}

/** What `load` gives, asked for once and again where it is another function; undefined until it came. */
export function useLoaded<T>(load: () => Promise<T>): T | undefined {
  const [loaded, setLoaded] = useState<T | undefined>(undefined);
  useEffect(() => {
    let here = true;
    void load().then((found) => {
      if (here) setLoaded(() => found);
    });
    return () => {
      here = false;
    };
  }, [load]);
  return loaded;
}

/** Calls `then` after `ms` of quiet since `on` last changed. */
export function useQuiet(then: () => void, ms: number, on: unknown): void {
  const latest = useRef(then);
  useLayoutEffect(() => {
    latest.current = then;
  });
  // `on` is what must be quiet.
  useEffect(() => {
    const timer = setTimeout(() => latest.current(), ms);
    return () => clearTimeout(timer);
  }, [ms, on]);
}

/** CSS pixels. */
const usualWidth = 440;

/** The width of a box in CSS pixels, kept up to date; the usual one until it is known, and never below 240. */
export function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(usualWidth);
  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const watching = new ResizeObserver(([entry]) =>
      setWidth(Math.max(240, entry?.contentRect.width ?? usualWidth)),
    );
    watching.observe(box.current);
    return () => watching.disconnect();
  }, [box]);
  return width;
}
