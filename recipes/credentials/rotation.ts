import { duration, seconds } from '../../engine/model/answers.ts';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { Answered, Answers, Question, Refusal } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { ask, type World } from '../catalogue/step.ts';

/** How one credential takes over from another. */
export interface Rotation {
  /** The keyId of the credential it takes over from. */
  readonly replaces: string;
  /** Seconds both hold, so that the vendor can change over. */
  readonly overlap: number;
  /** Nothing new is made: what was replaced before is retired now. */
  readonly retireNow: boolean;
}

/** What a person who says nothing gets: a week to put the new value into the vendor's form. */
const usualOverlap = '7d';
const day = 86_400;

const asks = {
  replaces: ask<string>({
    kind: 'text',
    id: 'replaces',
    screen: 'rotation',
    title: 'Credential to replace',
    default: '',
    max: 36,
    pattern: {
      source: '^$|^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
      otherwise: 'It is not the ID of a credential.',
    },
  }),
  retireAfter: ask<string>({
    kind: 'duration',
    id: 'retireAfter',
    screen: 'rotation',
    title: 'Retire the old credential after',
    helper: 'Until then both hold, so that the vendor can change over.',
    default: usualOverlap,
    minSeconds: 0,
    maxSeconds: 90 * day,
  }),
  retireNow: ask<boolean>({
    kind: 'confirm',
    id: 'retireNow',
    screen: 'rotation',
    title: 'The vendor uses the new credential: retire the old one now',
    default: false,
  }),
} as const;

/** The rotation that answers ask for; undefined where they ask for none. */
export function rotationOf(answered: Answered): Rotation | undefined {
  const replaces = answered(asks.replaces);
  if (replaces === '') return undefined;
  const overlap = seconds(answered(asks.retireAfter)) ?? 7 * day;
  return { replaces: replaces.toLowerCase(), overlap, retireNow: answered(asks.retireNow) };
}

/** What a person says of a rotation. `retireAfter` is a duration text such as "7d". */
export interface RotationChoice {
  readonly retireAfter?: string | undefined;
  readonly retireNow?: boolean | undefined;
}

/** The answers a rotation of a profile's credential stands for. */
export function rotationAnswers(
  recipe: Recipe<World>,
  profile: ConnectionProfile,
  { retireAfter = usualOverlap, retireNow = false }: RotationChoice,
): Readonly<Record<string, unknown>> {
  const length = seconds(retireAfter);
  return {
    ...recipe.answersOf(profile),
    [asks.replaces.id]: profile.credential?.keyId ?? '',
    [asks.retireAfter.id]: length === undefined ? retireAfter : duration(length),
    [asks.retireNow.id]: retireNow,
  };
}

/** The same recipe, which may also be asked to rotate its credential. */
export function rotating(recipe: Recipe<World>): Recipe<World> {
  const more: readonly Question[] = Object.values(asks);
  return {
    ...recipe,
    screens: [...recipe.screens, { id: asks.replaces.screen, title: 'Rotate the credential', lead: '' }],
    questions: [...recipe.questions, ...more],
    choose: async (world) => [...(await recipe.choose(world)), ...more],
  };
}

/** The recipe as a run of it was asked: with the questions of a rotation where it was one. */
export function asAsked(recipe: Recipe<World>, answers: Answers): Recipe<World> {
  return Object.hasOwn(answers, asks.replaces.id) ? rotating(recipe) : recipe;
}

/** Why a profile's credential is not rotated, and what to do instead; undefined where it is. */
export function notRotated(
  recipe: Recipe<World>,
  { credential }: Pick<ConnectionProfile, 'credential'>,
): Pick<Refusal, 'reason' | 'remedy'> | undefined {
  if (credential?.kind === 'federated') {
    return {
      reason:
        'It signs in with a federated credential, which holds no secret and has no end: there is nothing to rotate.',
      remedy: 'To trust another workload, set up again with its issuer and subject.',
    };
  }
  if (credential && recipe.questions.some(({ id }) => id === 'newSecret')) return undefined;
  return {
    reason: 'It has no client secret or certificate to rotate.',
    remedy: 'Set up again to renew what it has.',
  };
}

/** The steps of a rotation: the new credential, its proof, and the end of the old one. */
export function rotationSteps(recipe: Recipe<World>, answered: Answered): readonly string[] {
  const parts = /^(?:create-secret|create-certificate|deliver-secret|retire-credential|test-ingestion:.+)$/;
  return recipe.steps(answered).flatMap(({ id }) => (parts.test(id) ? [id] : []));
}
