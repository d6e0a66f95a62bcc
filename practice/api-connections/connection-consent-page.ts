import type { WireResponse } from '../core/router.ts';
import { escapeHtml, page } from '../login/page.ts';

/** The page on which a person lets a connection act as them. The form goes back to the page's own address. */
export function connectionConsentPage(parts: {
  readonly tenantName: string;
  readonly connection: string;
  readonly connector: string;
  readonly userName: string;
  readonly password: string;
  readonly problem?: string;
}): WireResponse {
  return page({
    title: 'Authorize a connection',
    tenantName: parts.tenantName,
    body: [
      '<h1>Authorize a connection</h1>',
      `<p><strong>${escapeHtml(parts.connector)}</strong> would like to act as you wherever the connection <strong>${escapeHtml(parts.connection)}</strong> is used.</p>`,
      parts.problem === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(parts.problem)}</p>`,
      '<form method="post">',
      `<label for="login">Account</label><input id="login" name="login" autocomplete="off" value="${escapeHtml(parts.userName)}">`,
      `<label for="passwd">Password</label><input id="passwd" name="passwd" type="password" autocomplete="off" value="${escapeHtml(parts.password)}">`,
      '<p class="note">A pretend account of a pretend tenant, filled in for you.</p>',
      '<div class="row"><button class="primary" type="submit">Allow</button>',
      '<button type="submit" name="cancel" value="1">Cancel</button></div></form>',
    ].join('\n'),
  });
}
