import type { Problem } from '../../engine/model/problem.ts';
import type { Workspace } from '../../microsoft/contract/microsoft.ts';

type Of = Pick<Workspace, 'subscriptionName' | 'subscriptionTenantId' | 'subscriptionState'>;

/** Whether a subscription belongs to another tenant, which lets the one signed in manage it (Azure Lighthouse). */
const isElsewhere = ({ subscriptionTenantId }: Of, tenantId: string): boolean =>
  subscriptionTenantId !== '' && subscriptionTenantId.toLowerCase() !== tenantId.toLowerCase();

/** States in which nothing can be created (https://learn.microsoft.com/azure/cost-management-billing/manage/subscription-states). */
const readOnly: ReadonlySet<string> = new Set(['warned', 'disabled', 'deleted', 'expired']);

/** Why nothing can be set up in a workspace, in a sentence for the picker; undefined where nothing of it is known to prevent it. */
export function whyNot(of: Of, tenantId: string): string | undefined {
  if (isElsewhere(of, tenantId))
    return `Its subscription belongs to tenant ${of.subscriptionTenantId}. Sign in to that tenant.`;
  return isReadOnly(of)
    ? `Its subscription is ${of.subscriptionState.toLowerCase()}. Ask its owner to reactivate it.`
    : undefined;
}

const isReadOnly = ({ subscriptionState }: Of): boolean => readOnly.has(subscriptionState.toLowerCase());

/** The same as a problem; undefined where nothing prevents it. Pure. */
export function subscriptionProblem(
  name: string,
  of: Of,
  { tenantId, portal }: { readonly tenantId: string; readonly portal: string },
): Problem | undefined {
  if (isElsewhere(of, tenantId)) {
    return {
      code: 'workspace-of-another-tenant',
      title: `${name} belongs to another tenant`,
      because: `Its subscription is in tenant ${of.subscriptionTenantId}, which lets you manage it from ${tenantId} (Azure Lighthouse). A role there can only be assigned to an application of that tenant. Sign in to ${of.subscriptionTenantId} and connect it there.`,
      remedies: [{ do: 'sign-in' }, { do: 'redo', step: 'questions' }],
    };
  }
  if (!isReadOnly(of)) return undefined;
  return {
    code: 'subscription-switched-off',
    title: `The subscription of ${name} is ${of.subscriptionState.toLowerCase()}`,
    because: `Nothing in ${of.subscriptionName} can be created or changed until its owner reactivates it.`,
    who: { role: 'Owner' },
    remedies: [openSubscriptions(portal), { do: 'retry' }],
  };
}

/** What is coming: a payment that is overdue stops nothing yet. Undefined where nothing is. */
export function subscriptionWarning(
  name: string,
  { subscriptionName, subscriptionState }: Of,
  portal: string,
): Problem | undefined {
  if (subscriptionState !== 'PastDue') return undefined;
  return {
    code: 'subscription-past-due',
    title: `A payment for the subscription of ${name} is overdue`,
    because: `Azure disables ${subscriptionName} if it isn't paid, and the connection stops then.`,
    who: { role: 'Owner' },
    remedies: [openSubscriptions(portal)],
  };
}

const openSubscriptions = (portal: string) =>
  ({
    do: 'open',
    label: 'Open subscriptions',
    url: `${portal}/#view/Microsoft_Azure_Billing/SubscriptionsBladeV2`,
  }) as const;
