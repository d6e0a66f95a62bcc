import type { Begun } from '../../engine/model/step.ts';

/** Milliseconds a computer's clock and Microsoft's may differ, and a time told in whole seconds be cut short. */
const clocksApart = 10_000;
/** Milliseconds after the intent within which Microsoft carries out what was sent: the longest wait for an answer. */
const onItsWay = 120_000;

/**
 * Whether what Microsoft says was made at that time (ISO-8601 UTC, empty where it does not say) can be the work of an
 * operation: not born before its intent, nor after its request could still have arrived. It is what tells ours where
 * Microsoft keeps no mark of who made a thing.
 */
export function bornOf({ at }: Begun, createdAt: string | undefined): boolean {
  const after = Date.parse(createdAt ?? '') - Date.parse(at);
  return after >= -clocksApart && after <= onItsWay;
}
