/** Asks each question once, one at a time. Later callers with the same question get the same result. */
export function inTurnOnce<Of extends string, T>(
  ask: (of: Of, challenge: string | undefined) => Promise<T>,
): (of: Of, challenge: string | undefined) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  let turn: Promise<unknown> = Promise.resolve();
  return (of, challenge) => {
    const key = `${of} ${challenge ?? ''}`;
    const answer = asked.get(key) ?? turn.then(() => ask(of, challenge));
    asked.set(key, answer);
    turn = answer.catch(() => undefined);
    return answer;
  };
}
