import type { PlannedChange, RunState } from '../../engine/journal/journal.ts';
import { visible } from '../../engine/model/visible.ts';

const verbs: Readonly<Record<PlannedChange['verb'], string>> = {
  create: 'Create',
  add: 'Add',
  update: 'Update',
  grant: 'Grant',
  assign: 'Assign',
  send: 'Send',
  remove: 'Remove',
  revoke: 'Revoke',
};

/**
 * A plan as text for a change ticket: whose tenant, who acts, every change with its least role and what undoes it,
 * and the hash that stands for exactly these. Names from the tenant are data: what is unseen in them is written out.
 */
export function ticketText(picture: RunState): string {
  const { tenant, plan } = picture;
  const changes = plan?.changes ?? [];
  const lines = [
    `${picture.title}${tenant?.practice ? ' (practice)' : ''}`,
    '',
    ...(tenant
      ? [
          ...(tenant.practice ? ['Sample tenant. Nothing here reaches Microsoft.'] : []),
          `Tenant: ${visible(tenant.tenantName)} (${tenant.tenantId}), cloud ${tenant.cloud}`,
          `Account: ${visible(tenant.account)}`,
        ]
      : []),
    `Checked: ${picture.lastAt}`,
    `Changes: ${changes.length}`,
    `Plan: sha256 ${plan?.planHash ?? ''}`,
  ];
  let number = 0;
  for (const step of picture.steps) {
    const own = changes.filter((change) => change.step === step.heading.id);
    if (own.length === 0) continue;
    lines.push('', step.heading.title, `  ${step.heading.why}`);
    for (const change of own) {
      number += 1;
      const months = change.months === undefined ? '' : `, for ${change.months} months`;
      lines.push(
        `  ${number}. ${verbs[change.verb]} ${visible(change.what)} (${visible(change.where)})${months}`,
        `     Minimum role: ${change.right}. ${change.undoneBy}.`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
