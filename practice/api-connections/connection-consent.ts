import type { JsonObject, ResourceObject, UserObject } from '../core/contents.ts';
import { hashOf, tokenOf } from '../core/ids.ts';
import { type Context, type Operation, operation, type WireResponse } from '../core/router.ts';
import { wordsPage } from '../login/page.ts';
import { connectionConsentPage } from './connection-consent-page.ts';
import { connectionType, isManaged, shownConnection } from './connection-view.ts';

/** What a consent link carries. It is signed, because what comes back decides who a connection speaks as. */
interface Link {
  readonly connection: string;
  readonly redirectUrl: string;
}

const sealOf = (context: Context, payload: string): string =>
  tokenOf(43, 'consent link', context.tenant.id, payload);

/** The links under which a person may authorize a connection, one for each parameter asked about. */
export function consentLinks(
  context: Context,
  connection: ResourceObject,
  asked: readonly JsonObject[],
): readonly JsonObject[] {
  // Assumed: where nobody signs in there is nothing to agree to.
  if (isManaged(connection)) return [];
  const properties = (shownConnection(connection) as JsonObject)['properties'] as JsonObject;
  const [first] = properties['statuses'] as readonly JsonObject[];
  return asked.map((each) => {
    const link: Link = { connection: connection.id, redirectUrl: String(each['redirectUrl'] ?? '') };
    const payload = Buffer.from(JSON.stringify(link)).toString('base64url');
    const url = new URL(
      `https://logic-apis-${connection.location ?? ''}${context.cloud.consentSuffix}/login`,
    );
    url.searchParams.set('data', `${payload}.${sealOf(context, payload)}`);
    return {
      link: url.href,
      firstPartyLoginUri: null,
      displayName: null,
      status: first?.['status'] === 'Connected' ? 'Authenticated' : 'Unauthenticated',
    };
  });
}

function linkOf(context: Context): { link: Link; connection: ResourceObject } | undefined {
  const [payload = '', seal = ''] = (context.query('data') ?? '').split('.');
  if (seal !== sealOf(context, payload)) return undefined;
  const link = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Link;
  const connection = context.truth.get('resources', link.connection);
  return connection?.type === connectionType ? { link, connection } : undefined;
}

const refused = (context: Context): WireResponse =>
  wordsPage(
    context.tenant.displayName,
    'This link leads nowhere.',
    'It is not whole, or its connection is gone. Ask for a new one.',
    true,
  );

function show(context: Context, problem?: string): WireResponse {
  const found = linkOf(context);
  if (found === undefined) return refused(context);
  const { connection } = found;
  const api = connection.properties['api'] as JsonObject;
  return connectionConsentPage({
    tenantName: context.tenant.displayName,
    connection: connection.name,
    connector: String(api['displayName']),
    userName: context.admin.userName,
    password: context.admin.password,
    ...(problem === undefined ? {} : { problem }),
  });
}

/** Whoever agreed is remembered under a code, which whoever asked for the link hands in; the portal does so by itself. */
function agree(context: Context): WireResponse {
  const found = linkOf(context);
  if (found === undefined) return refused(context);
  const form = new URLSearchParams(context.text);
  const words = (heading: string, text: string): WireResponse =>
    wordsPage(context.tenant.displayName, heading, text, false);
  if (form.has('cancel')) return words('Nothing was authorized.', 'You may now close this window.');
  const user = personOf(context, form);
  if (user === undefined) return show(context, 'The account or the password is not right.');
  const { link, connection } = found;
  const code = tokenOf(43, 'consent code', connection.id, context.newId());
  context.issued('consent-code', code);
  const waiting = { codeHash: hashOf(code), objectId: user.id, name: user.userPrincipalName };
  context.store.put('resources', { ...connection, more: { ...connection.more, consent: waiting } });
  const back = addressOf(link.redirectUrl);
  // Assumed: the portal's own page hands the code in.
  if (back === undefined || /^portal\.azure\.(?:com|us)$/.test(back.hostname)) {
    const stored = context.truth.get('resources', connection.id);
    if (stored !== undefined) confirmConsent(context, stored, code);
    return words('The connection is authorized.', 'You may now close this window.');
  }
  back.searchParams.set('code', code);
  return { status: 302, headers: { location: back.href } };
}

/** Undefined where it is none. The older runtime knows no URL.canParse. */
function addressOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function personOf(context: Context, form: URLSearchParams): UserObject | undefined {
  const name = (form.get('login') ?? '').trim().toLowerCase();
  const user = context.truth.list('users').find((one) => one.userPrincipalName.toLowerCase() === name);
  const right = user?.accountEnabled === true && user.passwordHash === hashOf(form.get('passwd') ?? '');
  return right ? user : undefined;
}

/** Turns a code into an authorized connection. False where the code is not the one given out last. */
export function confirmConsent(context: Context, connection: ResourceObject, code: string): boolean {
  const { consent, ...rest } = connection.more;
  const waiting = consent as JsonObject | undefined;
  if (waiting === undefined || waiting['codeHash'] !== hashOf(code)) return false;
  const authorizedBy = { objectId: waiting['objectId'] ?? '', name: waiting['name'] ?? '' };
  context.store.put('resources', { ...connection, more: { ...rest, authorizedBy } });
  return true;
}

const source = ['examples/api-connections/connectionsListConsentLinks.json'];

/** The page a consent link leads to. */
export const connectionConsentOperations: readonly Operation[] = [
  operation({
    host: 'consent',
    method: 'GET',
    path: '/login',
    source,
    open: true,
    run: (context) => show(context),
  }),
  operation({
    host: 'consent',
    method: 'POST',
    path: '/login',
    source,
    assumed: ['the page itself, and that the portal hands the code in by itself'],
    open: true,
    run: agree,
  }),
];
