import type { Begun, Change, HeldSecret } from '../../engine/model/step.ts';
import type { Application, Microsoft } from '../../microsoft/contract/microsoft.ts';

/** When an operation of a spec was begun, and its id. */
export const intent = '2026-11-22T10:00:00.000Z';
export const operation = '11111111-2222-4333-8444-555555555555';
/** So many milliseconds after the intent. ISO-8601 UTC. */
export const after = (milliseconds: number): string =>
  new Date(Date.parse(intent) + milliseconds).toISOString();

/** An operation that was begun and never ended. */
export const begunOf = (change: Partial<Change>): Begun => ({
  operation,
  outcome: 'open',
  at: intent,
  change: { verb: 'add', what: '', where: '', right: '', undoneBy: '', ...change },
});

/** An application with nothing in it but what a spec says. */
export const applicationOf = (of: Partial<Application> = {}): Application => ({
  appId: 'client',
  appObjectId: 'object',
  displayName: 'Dropzone',
  uniqueName: undefined,
  signInAudience: 'AzureADMyOrg',
  tags: [],
  createdAt: intent,
  passwordCredentials: [],
  keyCredentials: [],
  declared: [],
  redirects: [],
  publicClient: false,
  ...of,
});

/** Answers by their key, and nothing for any other. */
export const answering =
  <Answer>(answers: Readonly<Record<string, Answer>>) =>
  async (key: string): Promise<Answer | undefined> =>
    answers[key];

type Answers = { readonly [Noun in keyof Microsoft]?: Partial<Microsoft[Noun]> };
type Verbs = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/**
 * The tools of a step for specs of what it decides: `answers` are all that Microsoft says, and whatever else a step asks
 * for is noted in `sent`, with what was handed over, so that a request too many is seen as well as a wrong one.
 */
export function toolsOf(of: {
  readonly answers?: Answers;
  readonly given?: object;
  readonly kept?: readonly HeldSecret[];
  readonly uuidFor?: (name: string) => string;
}) {
  const sent: (readonly unknown[])[] = [];
  const note =
    (name: string) =>
    async (...words: readonly unknown[]) => {
      sent.push([name, ...words]);
    };
  const answers = (of.answers ?? {}) as Verbs;
  const noun = (name: string) =>
    new Proxy({}, { get: (_, verb: string) => answers[name]?.[verb] ?? note(`${name}.${verb}`) });
  const tools = {
    microsoft: new Proxy({}, { get: (_, name: string) => noun(name) }),
    given: of.given ?? {},
    operation,
    held: async (handle: string) => of.kept?.find((each) => each.handle === handle),
    keep: note('keep'),
    forget: note('forget'),
    uuidFor: of.uuidFor ?? ((name: string) => `uuid of ${name}`),
    now: () => intent,
  };
  // A step takes the tools of its own shape; these stand in for any.
  return { tools: tools as never, sent };
}
