import { tokenOf } from '../core/ids.ts';
import { type Context, operation, Refusal, type WireResponse } from '../core/router.ts';
import { refusedPage } from './answers.ts';
import { oauthAnswer, refuseOAuth } from './oauth-errors.ts';
import { deviceCodePage, wordsPage } from './page.ts';
import { passwordProblem, userNamed } from './people.ts';
import { askedByScope, clientOf, isProblem, tenantNamed } from './request.ts';

function deviceCode(context: Context, version: 1 | 2): WireResponse {
  const form = new URLSearchParams(context.text);
  const named = tenantNamed(context, context.params['tenant'] ?? '');
  if (isProblem(named)) throw new Refusal(oauthAnswer(context, named));
  const clientId = form.get('client_id') ?? refuseOAuth(context, 900144, { field: 'client_id' });
  const client = clientOf(context, clientId);
  if (isProblem(client)) throw new Refusal(oauthAnswer(context, client));
  if (client.kind === 'own' && client.application.isFallbackPublicClient !== true) {
    refuseOAuth(context, 7000218);
  }
  const scope =
    version === 2 ? form.get('scope') : `${form.get('resource') ?? ''}/.default openid offline_access`;
  if (scope === null || scope.startsWith('/')) {
    refuseOAuth(context, 900144, { field: version === 2 ? 'scope' : 'resource' });
  }
  const wanted = askedByScope(context, scope ?? '');
  if (isProblem(wanted)) throw new Refusal(oauthAnswer(context, wanted));
  const long = `${tokenOf(43, 'device', context.newId())}${tokenOf(43, context.newId())}`;
  // Letters and digits that nobody mistakes for one another.
  const userCode = [...tokenOf(40, 'user', context.newId()).toUpperCase()]
    .filter((letter) => 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'.includes(letter))
    .slice(0, 9)
    .join('');
  context.sessions.keepDevice(long, {
    clientId: client.appId,
    scope: scope ?? '',
    userCode,
    claims: form.get('claims') ?? undefined,
    expiresAt: context.clock.now() + 900_000,
  });
  context.issued('device-code', long);
  const where = `https://microsoft.com/${context.cloud.deviceLogin}`;
  const numbers = version === 1 ? String : Number;
  return {
    status: 200,
    headers: { 'cache-control': 'no-store, no-cache' },
    body: {
      user_code: userCode,
      device_code: long,
      [version === 1 ? 'verification_url' : 'verification_uri']: where,
      expires_in: numbers(900),
      interval: numbers(5),
      message: `To sign in, use a web browser to open the page ${where} and enter the code ${userCode} to authenticate.`,
    },
  };
}

function enterDeviceCode(context: Context): WireResponse {
  const form = new URLSearchParams(context.text);
  const code = form.get('otc') ?? '';
  const device = context.sessions.deviceByUserCode(code);
  const userName = form.get('login') ?? '';
  const parts = {
    tenantName: context.tenant.displayName,
    userCode: code,
    userName,
    password: context.admin.password,
  };
  if (device === undefined || device.expiresAt < context.clock.now()) {
    return deviceCodePage({ ...parts, problem: 'That code didn’t work. Check the code and try again.' });
  }
  if (form.has('cancel')) {
    device.declined = true;
    return wordsPage(parts.tenantName, 'You have declined.', 'You may now close this window.', false);
  }
  const client = clientOf(context, device.clientId);
  if (isProblem(client)) return refusedPage(context, client);
  const user = userNamed(context, userName);
  const problem = passwordProblem(context, user, userName, form.get('passwd') ?? '', client);
  if (problem !== undefined || user === undefined) {
    return deviceCodePage({ ...parts, problem: problem?.text ?? '' });
  }
  device.userId = user.id;
  return wordsPage(
    parts.tenantName,
    'You’re all set.',
    `You have signed in to the ${client.displayName} application on your device. You may now close this window.`,
    false,
  );
}

function showDeviceCodePage(context: Context): WireResponse {
  return deviceCodePage({
    tenantName: context.tenant.displayName,
    userCode: context.query('otc') ?? '',
    userName: context.admin.userName,
    password: context.admin.password,
  });
}

const open = true;

/** Signing in on another device: the code, and the page that asks for it. */
export const deviceOperations = [
  operation({
    host: 'login',
    method: 'POST',
    path: '/{tenant}/oauth2/v2.0/devicecode',
    source: ['https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code'],
    open,
    run: (context) => deviceCode(context, 2),
  }),
  operation({
    host: 'login',
    method: 'POST',
    path: '/{tenant}/oauth2/devicecode',
    source: ['https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code'],
    open,
    run: (context) => deviceCode(context, 1),
  }),
  ...['/devicelogin', '/deviceloginus'].flatMap((path) => [
    operation({ host: 'login', method: 'GET', path, source: 'assumed', open, run: showDeviceCodePage }),
    operation({ host: 'login', method: 'POST', path, source: 'assumed', open, run: enterDeviceCode }),
  ]),
];
