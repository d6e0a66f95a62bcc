import { createHash } from 'node:crypto';
import type { WireResponse } from '../core/router.ts';

/** Text made harmless for HTML, attributes included. A practice tenant's names may be hostile on purpose. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const style = `
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; font: 15px/1.45 "Segoe UI", "Segoe UI Web", system-ui, sans-serif;
  color: #242424; background: #f4f1fb; display: flex; flex-direction: column; }
.banner { background: #7449dc; color: #fff; padding: 10px 20px; font-weight: 600; }
.banner span { font-weight: 400; }
main { margin: auto; width: 100%; max-width: 440px; padding: 24px 16px; }
.card { background: #fff; border: 1px solid #d9cff5; border-top: 4px solid #7449dc; border-radius: 8px;
  padding: 32px; box-shadow: 0 2px 8px rgba(65, 32, 140, .12); }
.tenant { color: #5b3ba8; font-weight: 600; overflow-wrap: anywhere; }
h1 { font-size: 24px; line-height: 32px; font-weight: 600; margin: 8px 0 4px; }
p { margin: 8px 0; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin: 16px 0 4px; }
input, select { width: 100%; font: inherit; padding: 8px 10px; min-height: 36px; border: 1px solid #8a8886; border-radius: 4px;
  background: #fff; color: inherit; }
.note { color: #5c5c5c; font-size: 13px; }
.problem { background: #fdf3f4; border: 1px solid #eeacb2; color: #9b1c2a; border-radius: 4px; padding: 10px 12px; }
.row { display: flex; justify-content: flex-end; gap: 8px; margin-top: 24px; }
button { font: inherit; font-weight: 600; min-height: 36px; padding: 6px 18px; border-radius: 4px; cursor: pointer;
  border: 1px solid #c7bce8; background: #fff; color: #242424; }
button.primary { background: #7449dc; border-color: #7449dc; color: #fff; }
button:focus-visible, input:focus-visible { outline: 2px solid #242424; outline-offset: 2px; }
ul { padding-left: 20px; }
@media (prefers-color-scheme: dark) {
  body { background: #1b1726; color: #f3f0fa; }
  .card { background: #262033; border-color: #4a3d6b; border-top-color: #a388ee; }
  .tenant { color: #c4b1f7; }
  .note { color: #c9c4d6; }
  input, button { background: #1b1726; color: inherit; border-color: #7d7491; }
  button.primary { background: #7449dc; border-color: #7449dc; color: #fff; }
  button:focus-visible, input:focus-visible { outline-color: #fff; }
  .problem { background: #3b1a20; border-color: #8c3a46; color: #ffb3bd; }
}
`;

const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

export interface PageParts {
  readonly title: string;
  readonly tenantName: string;
  readonly body: string;
  readonly status?: number;
  /** A script of ours to allow, by its text; none is allowed otherwise. */
  readonly script?: string;
  /** Where forms of this page may be sent, beside the page's own origin. */
  readonly formsTo?: string;
}

/** A page of the pretend sign-in server: the word Practice in violet on each, and nothing loaded from anywhere. */
export function page(parts: PageParts): WireResponse {
  const scriptHash =
    parts.script === undefined
      ? ''
      : `'sha256-${createHash('sha256').update(parts.script).digest('base64')}'`;
  const forms = parts.formsTo === undefined ? `'self'` : `'self' ${parts.formsTo}`;
  return {
    status: parts.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store, no-cache',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': [
        `default-src 'none'`,
        `style-src ${styleHash}`,
        ...(scriptHash === '' ? [] : [`script-src ${scriptHash}`]),
        `form-action ${forms}`,
        `base-uri 'none'`,
        `frame-ancestors 'none'`,
      ].join('; '),
    },
    text: [
      '<!doctype html>',
      '<html lang="en"><head><meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      `<title>${escapeHtml(parts.title)} - Practice</title><style>${style}</style></head><body>`,
      `<div class="banner" role="note">Practice <span>This is a pretend sign-in page on this computer. Nothing you type here reaches Microsoft.</span></div>`,
      `<main><div class="card"><div class="tenant">${escapeHtml(parts.tenantName)}</div>`,
      parts.body,
      '</div></main>',
      parts.script === undefined ? '' : `<script>${parts.script}</script>`,
      '</body></html>',
    ].join('\n'),
  };
}

function hidden(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('\n');
}

export interface SignInPageParts {
  readonly tenantName: string;
  readonly tenantSegment: string;
  readonly appName: string;
  /** The sign-in request this page answers. */
  readonly pending: string;
  readonly userName: string;
  readonly password: string;
  readonly people: readonly { readonly userName: string; readonly displayName: string }[];
  readonly problem?: string;
}

/** The page a person signs in on. The pretend admin's account and password are filled in, and said to be pretend. */
export function signInPage(parts: SignInPageParts): WireResponse {
  const people = parts.people
    .map(
      ({ userName, displayName }) =>
        `<option value="${escapeHtml(userName)}">${escapeHtml(displayName)}</option>`,
    )
    .join('');
  return page({
    title: 'Sign in',
    tenantName: parts.tenantName,
    body: [
      '<h1>Sign in</h1>',
      `<p>to continue to <strong>${escapeHtml(parts.appName)}</strong></p>`,
      parts.problem === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(parts.problem)}</p>`,
      `<form method="post" action="/${encodeURIComponent(parts.tenantSegment)}/login">`,
      hidden({ ctx: parts.pending }),
      '<label for="login">Account</label>',
      `<input id="login" name="login" list="people" autocomplete="off" spellcheck="false" value="${escapeHtml(parts.userName)}">`,
      `<datalist id="people">${people}</datalist>`,
      '<label for="passwd">Password</label>',
      `<input id="passwd" name="passwd" type="password" autocomplete="off" value="${escapeHtml(parts.password)}">`,
      '<p class="note">A pretend account of a pretend tenant, filled in for you. Any account of this tenant works.</p>',
      // The first button is the one the Enter key presses.
      '<div class="row"><button class="primary" type="submit">Sign in</button>',
      '<button type="submit" name="cancel" value="1">Cancel</button></div>',
      '</form>',
    ].join('\n'),
  });
}

/** The page that asks for agreement to permissions nobody has consented to yet. */
export function consentPage(parts: {
  readonly tenantName: string;
  readonly tenantSegment: string;
  readonly appName: string;
  readonly pending: string;
  readonly permissions: readonly string[];
}): WireResponse {
  return page({
    title: 'Permissions requested',
    tenantName: parts.tenantName,
    body: [
      '<h1>Permissions requested</h1>',
      `<p><strong>${escapeHtml(parts.appName)}</strong> would like to:</p>`,
      `<ul>${parts.permissions.map((each) => `<li>${escapeHtml(each)}</li>`).join('')}</ul>`,
      `<form method="post" action="/${encodeURIComponent(parts.tenantSegment)}/consent">`,
      hidden({ ctx: parts.pending }),
      '<div class="row"><button class="primary" type="submit">Accept</button>',
      '<button type="submit" name="cancel" value="1">Cancel</button></div>',
      '</form>',
    ].join('\n'),
  });
}

/** The page that asks for a device code. */
export function deviceCodePage(parts: {
  readonly tenantName: string;
  readonly userCode: string;
  readonly userName: string;
  readonly password: string;
  readonly problem?: string;
}): WireResponse {
  return page({
    title: 'Enter code',
    tenantName: parts.tenantName,
    body: [
      '<h1>Enter code</h1>',
      '<p>Enter the code displayed on your app or device.</p>',
      parts.problem === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(parts.problem)}</p>`,
      '<form method="post" action="/devicelogin">',
      `<label for="otc">Code</label><input id="otc" name="otc" autocomplete="off" value="${escapeHtml(parts.userCode)}">`,
      `<label for="login">Account</label><input id="login" name="login" autocomplete="off" value="${escapeHtml(parts.userName)}">`,
      `<label for="passwd">Password</label><input id="passwd" name="passwd" type="password" autocomplete="off" value="${escapeHtml(parts.password)}">`,
      '<p class="note">A pretend account of a pretend tenant, filled in for you.</p>',
      '<div class="row"><button class="primary" type="submit">Sign in</button>',
      '<button type="submit" name="cancel" value="1">Cancel</button></div></form>',
    ].join('\n'),
  });
}

/** A page that only says something: a refusal, or that the window may be closed. */
export function wordsPage(tenantName: string, title: string, text: string, problem: boolean): WireResponse {
  return page({
    title,
    tenantName,
    // Microsoft's error pages answer 200, which is why a client waiting for a redirect waits for ever.
    status: 200,
    body: [
      `<h1>${escapeHtml(title)}</h1>`,
      `<p${problem ? ' class="problem" role="alert" data-refused="1"' : ''}>${escapeHtml(text)}</p>`,
    ].join('\n'),
  });
}

const submitScript = 'document.forms[0].submit();';

/** Hands the answer to the program by posting a form, as response_mode=form_post does. */
export function formPostPage(
  tenantName: string,
  redirectUri: string,
  fields: Readonly<Record<string, string>>,
): WireResponse {
  return page({
    title: 'Working...',
    tenantName,
    script: submitScript,
    formsTo: new URL(redirectUri).origin,
    body: [
      `<form name="hiddenform" method="post" action="${escapeHtml(redirectUri)}">`,
      hidden(fields),
      '<p>Signed in. One moment…</p><noscript><p>Script is off. Press Continue.</p></noscript>',
      '<div class="row"><button class="primary" type="submit">Continue</button></div></form>',
    ].join('\n'),
  });
}
