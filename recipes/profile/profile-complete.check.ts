import { keyed, optional } from '../../engine/model/fact.ts';
import type { ProfileParts } from '../../engine/model/profile.ts';
import type { Known } from '../../engine/model/recipe.ts';
import {
  appName,
  clientId,
  clientSecret,
  credential,
  granted,
  heldRole,
  servicePrincipalId,
  workspace,
} from '../catalogue/facts.ts';
import type { ApiKey } from '../catalogue/microsoft-ids.ts';
import { needsNamed, step } from '../catalogue/step.ts';

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;

/**
 * The connection profile that comes out is whole: every id has its shape, every field of the vendor's form a value,
 * and nothing in it is the secret. A profile that is read back is held against its schema and its integrity before a
 * check begins.
 */
export const profileComplete = (of: {
  readonly apis: readonly ApiKey[];
  readonly workspaces: readonly string[];
  /** The keys of the application's roles on them. */
  readonly roles: readonly string[];
  readonly parts: (known: Known) => ProfileParts | undefined;
}) => {
  const facts = [
    ...of.apis.map((key) => keyed(granted, key)),
    ...of.workspaces.map((key) => keyed(workspace, key)),
    ...of.roles.map((key) => keyed(heldRole, key)),
  ];
  return step({
    id: 'profile-complete',
    title: 'The connection profile is complete',
    why: 'What the vendor types in is copied from it',
    severity: 'block',
    checks: ['EXP-01'],
    needs: {
      clientId,
      credential,
      servicePrincipalId,
      secret: optional(clientSecret),
      name: optional(appName),
      ...needsNamed(facts.map((each) => [each.id, each] as const)),
    },
    gives: {},
    look: async () => undefined,
    judge(_seen, given) {
      const byId = new Map(Object.entries(given as Readonly<Record<string, unknown>>));
      const parts = of.parts(<T>(fact: { id: string }) => byId.get(fact.id) as T | undefined);
      const wrong = parts ? wrongIn(parts, of) : ['everything'];
      const text = JSON.stringify(parts ?? {});
      if (given.secret?.isIn(text)) wrong.push('the client secret stands in it');
      if (wrong.length === 0) {
        const words = `${Object.keys(parts?.form ?? {}).length} fields of the form, no secret`;
        return { is: 'met', facts: {}, shows: [{ show: 'text', text: words }] };
      }
      return {
        is: 'blocked',
        problem: {
          code: 'profile-not-whole',
          title: "The connection profile isn't complete",
          because: `Wrong or missing: ${wrong.join(', ')}.`,
          remedies: [{ do: 'redo', step: 'questions' }, { do: 'retry' }],
        },
      };
    },
    foresee: () => [],
  });
};

function wrongIn(
  parts: ProfileParts,
  of: { readonly apis: readonly ApiKey[]; readonly workspaces: readonly string[] },
): string[] {
  const { kind = 'secret', expiresAt = '' } = parts.credential ?? {};
  const shapes: readonly (readonly [string, boolean])[] = [
    ['client ID', guid.test(parts.clientId ?? '')],
    ['id of the credential', guid.test(parts.credential?.keyId ?? '')],
    ['end of the credential', kind === 'federated' ? expiresAt === '' : time.test(expiresAt)],
    ['workspaces', parts.workspaces.length === of.workspaces.length],
    ...parts.workspaces.map((each): readonly [string, boolean] => [
      `ids of ${each.workspaceName}`,
      guid.test(each.workspaceId) && guid.test(each.subscriptionId) && each.resourceGroup !== '',
    ]),
    ['permissions', of.apis.length === 0 || parts.permissions.length > 0],
    ['roles', parts.roles.length > 0],
    ...Object.entries(parts.form).map(([field, value]): readonly [string, boolean] => [
      field,
      value !== '' && value !== undefined,
    ]),
  ];
  return shapes.flatMap(([name, right]) => (right ? [] : [name]));
}
