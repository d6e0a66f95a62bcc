import type { CallName, Doorway, Give, Take } from '../../preload/contract.ts';

declare global {
  interface Window {
    /** Put there by the preload script; all this window can reach. */
    readonly onboarding: Doorway;
  }
}

/** The bridge to the desktop process. */
export function door(): Doorway {
  return window.onboarding;
}

/** Asks main. Rejects only for a bug of ours: expected trouble is part of the answer. */
export function ask<N extends CallName>(
  name: N,
  ...take: Take<N> extends void ? [] : [Take<N>]
): Promise<Give<N>> {
  return window.onboarding.call(name, ...take);
}
