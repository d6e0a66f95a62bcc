import { clouds } from '../core/clouds.ts';
import type { PracticeTenant } from '../server/tenant.ts';

type Who = 'automation' | 'admin';

/** The Azure CLI, through which a person signs in with name and password here. */
const azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/** A token of the tenant's automation application or of its admin, asked for as any program would. */
export async function tokenFor(
  tenant: PracticeTenant,
  resource: string,
  who: Who = 'automation',
): Promise<string> {
  const { clientId, clientSecret } = tenant.automation;
  const { userName, password } = tenant.admin;
  const proof =
    who === 'automation'
      ? { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
      : { grant_type: 'password', client_id: azureCli, username: userName, password };
  const reply = await tenant.fetch(
    new Request(`https://${clouds[tenant.cloud].login}/${tenant.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...proof, scope: `${resource}/.default` }),
    }),
  );
  const body = (await reply.json()) as { access_token?: string };
  if (body.access_token === undefined) throw new Error(JSON.stringify(body));
  return body.access_token;
}

/** What Microsoft's SDKs are given here: the tenant as their transport, a token as their credential, no second tries. */
export function sdk(tenant: PracticeTenant, resource: string, who: Who = 'automation') {
  return {
    credential: {
      getToken: async () => ({
        token: await tokenFor(tenant, resource, who),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    },
    options: {
      retryOptions: { maxRetries: 0 },
      httpClient: {
        async sendRequest(request: SentBySdk) {
          const reply = await tenant.fetch(
            new Request(request.url, {
              method: request.method,
              headers: Object.fromEntries(request.headers),
              body: typeof request.body === 'string' ? request.body : null,
            }),
          );
          return {
            request,
            status: reply.status,
            headers: headersOf(reply.headers),
            bodyAsText: await reply.text(),
          };
        },
      } as never,
    },
  };
}

interface SentBySdk {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<[string, string]>;
  readonly body?: unknown;
}

const headersOf = (headers: Headers) => ({
  get: (name: string) => headers.get(name) ?? undefined,
  has: (name: string) => headers.has(name),
  set: (name: string, value: string) => headers.set(name, value),
  delete: (name: string) => headers.delete(name),
  toJSON: () => Object.fromEntries(headers),
  [Symbol.iterator]: () => headers.entries(),
});

/** Every page of a list. */
export async function collected<T>(pages: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const one of pages) all.push(one);
  return all;
}
