/** Reading a workflow definition, which is whatever its author wrote: nothing in it is believed to be of a shape. */
import type { Json, JsonObject } from '../../microsoft/contract/microsoft.ts';

/** The object that stands there; an empty one where it is something else. */
export const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** The path an action calls through its connection; empty where it calls none. */
export function pathOf(action: JsonObject | undefined): string {
  const { path } = objectOf(action?.inputs);
  return typeof path === 'string' ? path : '';
}

/** Whether an action ends the run as cancelled. */
export const endsAsCancelled = ({ type, inputs }: JsonObject): boolean =>
  type === 'Terminate' && objectOf(inputs).runStatus === 'Cancelled';
