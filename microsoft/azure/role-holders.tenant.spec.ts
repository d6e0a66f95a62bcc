import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import { connect } from '../connect.ts';
import type { Session } from '../contract/session.ts';
import type { Fetch } from '../http/exchange.ts';
import { signedIn } from '../sessions/signed-in.spec-kit.ts';

/** https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
const entra = {
  global: '62e90394-69f5-4237-9190-012177145e10',
  privileged: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  never: '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
};
/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const azure = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  access: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  rbac: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
};
const scope = '/subscriptions/s/resourceGroups/rg';

/** Answers by the end of a path, also inside a batch; what was asked is written down. */
function answering(answers: Readonly<Record<string, object | number>>) {
  const asked: string[] = [];
  const one = (url: string): { readonly status: number; readonly body: object } => {
    asked.push(decodeURIComponent(url));
    const found = Object.entries(answers).find(([part]) => decodeURIComponent(url).includes(part))?.[1];
    if (typeof found === 'object') return { status: 200, body: found };
    return {
      status: found ?? 404,
      body: {
        error: {
          code: found === 403 ? 'Authorization_RequestDenied' : 'Request_ResourceNotFound',
          message: '',
        },
      },
    };
  };
  const fetch: Fetch = async (request) => {
    const text = await request.text();
    if (!request.url.endsWith('$batch')) {
      const { status, body } = one(request.url);
      return Response.json(body, { status });
    }
    const { requests } = JSON.parse(text) as { requests: readonly { id: string; url: string }[] };
    return Response.json({ responses: requests.map(({ id, url }) => ({ id, ...one(url) })) });
  };
  const session: Session = {
    kind: 'person',
    tenantId: '5e471e1a-0000-4000-8000-08d181339947',
    clientId: '11111111-2222-4333-8444-555555555555',
    account: { name: 'Ada', userName: 'ada@fabrikam.example', objectId: 'o' },
    token: async () => new Secret('t'),
    signOut: () => Promise.resolve(),
  };
  return {
    asked,
    holders: connect({ fetch, cloud: 'public', signIn: session, sleep: async () => undefined }).holders,
  };
}

const person = (displayName: string, more: object = {}) => ({
  '@odata.type': '#microsoft.graph.user',
  displayName,
  accountEnabled: true,
  ...more,
});
const given = (role: string, principalId: string, more: object = {}) => ({
  properties: {
    scope,
    roleDefinitionId: `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    principalId,
    principalType: 'User',
    ...more,
  },
});

describe('who holds an Entra role', () => {
  it('is read from the tenant by name, in the order of the roles, with requests made once a session', async () => {
    const { microsoft, lines } = await signedIn('consent-blocked');
    const first = await microsoft.holders.inEntra([entra.privileged, entra.never, entra.global]);
    expect(first).toEqual(['Jonas Weber']);
    const sent = lines.length;
    expect(await microsoft.holders.inEntra([entra.privileged, entra.never, entra.global])).toEqual(first);
    expect(lines.length).toBe(sent);
  });

  it('names people and groups who can sign in, each once and a handful at most', async () => {
    const { holders } = answering({
      [entra.privileged]: {
        value: [
          person('Jonas Weber'),
          person('Break Glass', { accountEnabled: false }),
          { '@odata.type': '#microsoft.graph.group', displayName: 'Tier 0 administrators' },
          { '@odata.type': '#microsoft.graph.servicePrincipal', displayName: 'Backup Runner' },
          // A type the caller may not read comes without a name.
          person('', { displayName: null }),
        ],
      },
      [entra.global]: { value: [person('Jonas Weber'), ...['B', 'C', 'D', 'E'].map((name) => person(name))] },
    });
    expect(await holders.inEntra([entra.privileged, entra.global])).toEqual([
      'Jonas Weber',
      'Tier 0 administrators',
      'B',
      'C',
    ]);
  });

  it('makes a hostile name harmless', async () => {
    const { holders } = answering({
      [entra.global]: { value: [person(`Eve\u001b[31m\u202E\n\nTo: everybody ${'x'.repeat(500)}`)] },
    });
    const [name = ''] = (await holders.inEntra([entra.global])) as readonly string[];
    expect(name).toMatch(/^Eve\\u\{1b\}\[31m\\u\{202e\}\\u\{a\}\\u\{a\}To: everybody x+…$/u);
    expect(name.length).toBeLessThanOrEqual(60);
  });

  it('is a place one may not look where that is refused, and is asked for again the next time', async () => {
    const { holders, asked } = answering({ [entra.global]: 403 });
    expect(await holders.inEntra([entra.global])).toEqual({ couldNotLook: expect.stringMatching(/\S/u) });
    const sent = asked.length;
    await holders.inEntra([entra.global]);
    expect(asked.length).toBeGreaterThan(sent);
  });
});

describe('who holds an Azure role', () => {
  it('is read at the workspace and above, and named from the directory', async () => {
    const { microsoft, tenant } = await signedIn('no-azure-rights');
    const { workspaces, users } = tenant.state();
    const soc = Object.values(workspaces).find(({ name }) => name === 'soc-prod-neu')?.id ?? '';
    const ada = Object.values(users).find(({ displayName }) => displayName === 'Ada Lind')?.id ?? '';
    // She may not even look.
    expect(await microsoft.holders.inAzure(soc, [azure.owner])).toHaveProperty('couldNotLook');
    const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
    tenant.act({ do: 'assign-role', scope: soc, role: reader, principalId: ada });
    expect(await microsoft.holders.inAzure(soc, [azure.rbac, azure.access, azure.owner])).toEqual([
      'Mei Tanaka',
    ]);
  });

  it('names the least role first, people and groups alike, and nobody whom a condition may keep from it', async () => {
    const { holders, asked } = answering({
      'roleAssignments?$filter=atScope()': {
        value: [
          given(azure.owner, 'owner'),
          given(azure.rbac, 'conditioned', { condition: '@Request[...] ForAnyOfAnyValues:GuidEquals {x}' }),
          given(azure.rbac, 'team', { principalType: 'Group' }),
          given(azure.owner, 'robot', { principalType: 'ServicePrincipal' }),
          given(azure.access, 'owner'),
          given('acdd72a7-3385-48ef-bd42-f606fba81ae7', 'reader'),
        ],
      },
      '/users/owner': person('Mei Tanaka'),
      '/groups/team': { displayName: 'Platform team' },
    });
    expect(await holders.inAzure(scope, [azure.rbac, azure.access, azure.owner])).toEqual([
      'Platform team',
      'Mei Tanaka',
    ]);
    expect(asked.filter((url) => /conditioned|robot|reader/u.test(url))).toEqual([]);
  });
});
