/** Where a secret may go. Said at each `.reveal(`, so that a reader (and a lint) sees every way out. */
export type RevealTo = 'microsoft' | 'clipboard' | 'profile' | 'vault' | 'terminal' | 'proxy';

const hidden = '••••••••••••';

/**
 * A value that may be used but never shown. The field is private to the language, so JSON, template strings,
 * `console`, spread and structured clone (Electron's IPC) yield dots or nothing, even under `any`.
 */
export class Secret<T extends string = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The only way out. `to` says to whom; lint lists the files that may call it. */
  reveal(_to: RevealTo): T {
    return this.#value;
  }

  /** Whether it begins so: enough to hold it against Entra's hint, without showing it. */
  startsWith(hint: string): boolean {
    return this.#value.startsWith(hint);
  }

  /** Whether both are the same value, without showing either. */
  is(other: Secret): boolean {
    return this.#value === other.#value;
  }

  /** Whether a text gives it away. */
  isIn(text: string): boolean {
    return this.#value !== '' && text.includes(this.#value);
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.toPrimitive](): string {
    return hidden;
  }

  /** Node's `util.inspect` asks for this symbol by name; the engine imports no Node. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden;
  }
}

/** What may cross a process boundary or be written down: JSON-like all the way, `never` where a Secret hides. */
export type Plain<T> = unknown extends T
  ? T
  : T extends Secret
    ? never
    : T extends (...taken: never[]) => unknown
      ? never
      : T extends object
        ? { [K in keyof T]: Plain<T[K]> }
        : T;

/** True when no part of T is a Secret or a function; makes an IPC call that would carry one fail to compile. */
export type IsPlain<T> = [T] extends [Plain<T>] ? true : false;
