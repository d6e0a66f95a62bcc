import type { Redirect } from '../contract/microsoft.ts';
import { at, listAt } from '../http/text.ts';

/** Microsoft's names for the three kinds of redirect address (https://learn.microsoft.com/graph/api/resources/application). */
export const redirectKinds = ['web', 'spa', 'publicClient'] as const;

/** The redirect addresses of an application, in the order in which Graph lists them. */
export function redirectsOf(body: unknown): readonly Redirect[] {
  return redirectKinds.flatMap((kind) =>
    listAt(at(body, kind), 'redirectUris')
      .filter((uri): uri is string => typeof uri === 'string')
      .map((uri) => ({ kind, uri })),
  );
}
