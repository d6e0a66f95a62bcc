import type { Begun, Change } from '../../engine/model/step.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';

/** When the operation of these specs was begun. */
export const intent = '2026-11-24T10:00:00.000Z';

/** So many seconds after that. */
export const later = (seconds: number): string => new Date(Date.parse(intent) + seconds * 1000).toISOString();

/** Seconds after the intent at which what was made can be the operation's own, and at which it cannot. */
export const itsTime = [-10, 0, 120] as const;
export const anotherTime = [-11, 121, 86_400] as const;

/** An operation that was begun and whose end nobody learnt. */
export const begun = (change: Change | undefined, more: Partial<Begun> = {}): Begun => {
  if (!change) throw new Error('No such change');
  return { operation: 'op-1', outcome: 'open', at: intent, change, ...more };
};

export const uuidFor = (name: string): string => `uuid of ${name}`;

/** Answers by call ("vaults.named"). What is not among them is an error; what was called is kept, in its order. */
export function answering(answers: Readonly<Record<string, unknown>>) {
  const calls: (readonly unknown[])[] = [];
  const noun = (of: string) =>
    new Proxy(
      {},
      {
        get:
          (_, verb) =>
          async (...parameters: readonly unknown[]) => {
            const call = `${of}.${String(verb)}`;
            if (!(call in answers)) throw new Error(`Nobody answers ${call}`);
            calls.push([call, ...parameters]);
            return answers[call];
          },
      },
    );
  const texts = { portal: 'https://portal.azure.com', tenantId: 't' };
  const microsoft = new Proxy(texts, {
    get: (_, of) => texts[of as keyof typeof texts] ?? noun(String(of)),
  }) as unknown as Microsoft;
  return { microsoft, calls };
}

/** What a step is given to look, undo, or tell whose a thing is. */
export const tools = (microsoft: Microsoft, more: object = {}): never =>
  ({
    microsoft,
    operation: 'op-1',
    given: {},
    begun: [],
    made: [],
    uuidFor,
    now: () => intent,
    ...more,
  }) as never;
