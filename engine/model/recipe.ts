import type { Fact } from './fact.ts';
import type { LatencyHistogram, PollSettings } from './latency.ts';
import type { ConnectionProfile, FormField, ProfileParts } from './profile.ts';
import type { Answered, AnswerValue, Question, Refusal } from './question.ts';
import type { IncidentHistory, Show } from './show.ts';
import type { AnyStep } from './step.ts';

/** A letter on the recipe's own dark color, in both themes. */
export interface Tile {
  readonly letter: string;
  readonly ground: string;
  readonly ink: string;
  readonly darkGround: string;
  readonly darkInk: string;
}

/** Reads public facts of a finished picture, typed. `undefined` where no step gave it. */
export type Known = <T>(fact: Fact<T>) => T | undefined;

/**
 * What is shown next to the questions, drawn again after every answer: the incidents a vendor would have
 * received, and the poll settings that follow from how late data arrives.
 */
export interface SidePanel {
  /** The question whose picks have a history each. */
  readonly picks: string;
  /** The questions that say which severities and which statuses are taken in. */
  readonly severities: string;
  readonly statuses: string;
  /** The screen it stands on. */
  readonly screen: string;
  /** The vendor's poll settings, as its form calls them. */
  readonly poll: Readonly<Record<keyof PollSettings, string>>;
}

/** What is known of one thing picked: its incidents, and how late its rows arrived where that could be read. */
export interface Ingestion {
  readonly history: IncidentHistory;
  readonly late: LatencyHistogram;
}

/** A vendor in one file: questions, steps as a function of the answers, and the profile that comes out. */
export interface Recipe<World> {
  readonly id: string;
  readonly title: string;
  readonly vendor: string;
  readonly lead: string;
  /** Shown on the tile: "About 3 minutes, up to 10 changes". */
  readonly caption: string;
  readonly tile: Tile;
  /** Stands for any vendor: it is offered after the named ones. */
  readonly generic?: true;
  /** Titles of the screens the questions are put on, in order: screen id, title, lead. */
  readonly screens: readonly { readonly id: string; readonly title: string; readonly lead: string }[];
  /** The questions, without what only the tenant knows. Flags and answer files are checked against these offline. */
  readonly questions: readonly Question[];
  /**
   * The questions, pickers and defaults filled from what the tenant holds. `known` is what was answered already, and
   * whether a connection is only checked.
   */
  choose(
    world: World,
    known?: { readonly given: Readonly<Record<string, unknown>>; readonly checks: boolean },
  ): Promise<readonly Question[]>;
  /** Read once for each thing picked; what is drawn of it follows from the answers alone. */
  readonly sidePanel?: SidePanel & {
    /**
     * What is known of one picked item. `now` is ISO-8601 UTC.
     * @throws ProblemError if it can't be read
     */
    look(picked: string, world: World, now: string): Promise<Ingestion>;
  };
  /** Keyed instances, computed from the answers and nothing else. */
  steps(answered: Answered): readonly AnyStep<World>[];
  /** Answers that do not go together, each allowed by itself. Known offline. */
  validate(answered: Answered): readonly Refusal[];
  /** Who signed in and what follows for this recipe: a check, looked at right after sign-in. */
  readonly whoAmI: string;
  /** The profile's parts from what was seen; undefined until enough is known. */
  profile(known: Known, answered: Answered): ProfileParts | undefined;
  /** The vendor's form, in its order, for the window's copy buttons and the vendor rendering. */
  form(profile: ConnectionProfile): readonly FormField[];
  /** What is left to do at the vendor. */
  vendorSteps(profile: ConnectionProfile): readonly Show[];
  /** What the application won't be able to do, for the aside of the questions. */
  limitations(answered: Answered): readonly string[];
  /** The answers a profile stands for, so that it can be checked. */
  answersOf(profile: ConnectionProfile): Readonly<Record<string, AnswerValue>>;
}
