import type { Refusal } from '../../engine/model/question.ts';
import { visible } from '../../engine/model/visible.ts';

/** Input that was refused before anything was sent or written. Carries every refusal found, at least one. */
export class BadInput extends Error {
  readonly refusals: readonly [Refusal, ...Refusal[]];

  constructor(first: Refusal, ...more: readonly Refusal[]) {
    super(`${first.field}: ${first.reason}`);
    this.name = 'BadInput';
    this.refusals = [first, ...more];
  }
}

/** A refusal of one field, ready to throw. */
export function refused(field: string, reason: string, remedy: string): BadInput {
  return new BadInput({ field, reason, remedy });
}

/** A person's own input said back to them: at most 64 characters, control characters shown, in quotes. */
export function echo(text: string): string {
  const short = text.length > 64 ? `${text.slice(0, 63)}…` : text;
  return `"${visible(short)}"`;
}
