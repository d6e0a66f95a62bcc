/** The difference, in milliseconds, that network delay and the whole seconds of `Date` can explain. */
const noise = 60_000;

/** The time at Microsoft, whatever this computer's clock says. */
export interface MicrosoftTime {
  /** ISO-8601 UTC. This computer's clock, corrected if it is more than a minute off. */
  now(): string;
  /** Seconds this computer is ahead of Microsoft, negative if behind; undefined before the first answer. */
  ahead(): number | undefined;
  /** Takes the `Date` of an answer just received (https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1). */
  heard(date: string | null): void;
}

/** @param local this computer's clock, ISO-8601 UTC */
export function microsoftTime(local: () => string): MicrosoftTime {
  let ahead: number | undefined;
  return {
    now() {
      const here = local();
      if (ahead === undefined || Math.abs(ahead) <= noise) return here;
      return new Date(Date.parse(here) - ahead).toISOString();
    },
    ahead: () => (ahead === undefined ? undefined : Math.round(ahead / 1000)),
    heard(date) {
      const theirs = Date.parse(date ?? '');
      if (!Number.isNaN(theirs)) ahead = Date.parse(local()) - theirs;
    },
  };
}
