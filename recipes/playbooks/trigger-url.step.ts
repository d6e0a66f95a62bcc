import { keyed } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Change, HeldSecret, Receipt } from '../../engine/model/step.ts';
import { playbookId, triggerAddress as triggerAddressFact } from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';
import { playbooks } from './playbooks.ts';

const playbook = playbooks['update-incident'];

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/integration */
const right = 'Logic App Contributor';

interface Seen {
  readonly held: HeldSecret | undefined;
  /** Whether what is held still is the address Azure gives. */
  readonly current: boolean;
  readonly handle: string;
  /** This computer regenerated it a short while ago. */
  readonly newJust: boolean;
}

/** Hours within which a regenerated URL counts as the requested one, so a repeated run doesn't end it again. */
const newFor = 24;

/**
 * We hold the address that starts the webhook playbook, or have handed it over. It is all one needs to write into the
 * organization's incidents and never ends by itself, so it is treated as the secret it is
 * (https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app).
 */
export const triggerUrl = (of: { readonly workspaceName: string; readonly anew: boolean }) => {
  const keep: Change = {
    verb: 'add',
    what: `Trigger URL of ${playbook.title}`,
    where: 'this computer, encrypted',
    right,
    undoneBy: 'Undo forgets it',
  };
  const regenerate: Change = {
    verb: 'update',
    what: `Access key of ${playbook.title}: regenerate it, so every trigger URL in use stops working`,
    where: playbook.defaultName,
    right,
    undoneBy: "Can't be undone. An ended URL doesn't come back.",
  };

  return step({
    id: 'trigger-url',
    title: 'Store the trigger URL',
    why: "The vendor uses it to call the playbook. Anyone who has it can do the same, so it's never displayed.",
    severity: 'block',
    checks: ['PB-07'],
    needs: { playbook: keyed(playbookId, playbook.key) },
    gives: { triggerAddress: triggerAddressFact },

    async look({ microsoft, given, held, begun, now }): Promise<Seen> {
      const handle = handleOf(given.playbook);
      const [address, kept] = await Promise.all([
        microsoft.logicApps.callbackAddress(given.playbook, playbook.triggerName),
        held(handle),
      ]);
      // Of one that was handed over no copy is left to compare: a regenerated access key then goes unnoticed.
      const current = kept !== undefined && (kept.value === undefined || kept.value.is(address));
      const since = new Date(Date.parse(now()) - newFor * 3_600_000).toISOString();
      const newJust = begun.some(
        ({ outcome, receipt, at }) => outcome === 'done' && receipt?.made.of === 'anew' && at >= since,
      );
      return { held: kept, current, handle, newJust };
    },

    judge({ held, current, handle, newJust }) {
      if (of.anew && !newJust) return { is: 'unmet', changes: [regenerate], problem: wantedAnew() };
      if (!current) return { is: 'unmet', changes: [keep], problem: notHeld(held !== undefined) };
      return {
        is: 'met',
        facts: { triggerAddress: held?.value as Secret },
        shows: [
          held?.value
            ? { show: 'held-secret', title: 'Trigger URL', handle }
            : { show: 'text', text: 'The trigger URL was handed over. This computer has no copy.' },
          ...(newJust
            ? [
                {
                  show: 'text' as const,
                  text: 'It was regenerated. The previous URL no longer works, and Intezer needs this one.',
                },
              ]
            : []),
          {
            show: 'code',
            title: 'Message to Intezer, without the URL',
            code: message(of.workspaceName, newJust),
          },
        ],
      };
    },

    foresee: () => [of.anew ? regenerate : keep],

    async apply(change, { microsoft, given, keep: put, operation }): Promise<Receipt> {
      const anew = change.verb === 'update';
      if (anew) await microsoft.logicApps.regenerateAccessKey(given.playbook);
      const address = await microsoft.logicApps.callbackAddress(given.playbook, playbook.triggerName);
      const handle = handleOf(given.playbook);
      const kept = await put(handle, address, { operation });
      return {
        made: { kind: 'trigger-url', id: given.playbook, handle, ...(anew ? { of: 'anew' } : {}) },
        owned: true,
        ...(kept === 'durable' ? {} : { unkept: true as const }),
      };
    },

    recognize({ operation, change }, { held, handle }, given) {
      if (held?.about.operation !== operation) return 'never-happened';
      const anew = change.verb === 'update' ? { of: 'anew' } : {};
      return {
        receipt: { made: { kind: 'trigger-url', id: given.playbook, handle, ...anew }, owned: true },
      };
    },

    // It is on this computer alone.
    whose: async ({ made: { handle = '' } }, { held }) => ({ is: (await held(handle)) ? 'ours' : 'gone' }),

    async undo({ made }, { forget }) {
      if (made.handle) await forget(made.handle);
    },
  });
};

/** Where the vault keeps the address of a playbook. */
export const handleOf = (workflowId: string): string => `trigger-url:${workflowId.toLowerCase()}`;

/** What is sent by mail. The URL itself is sent confidentially, some other way. */
export function message(workspaceName: string, anew = false): string {
  return [
    'Hello,',
    '',
    anew
      ? `The playbook ${playbook.defaultName} of our Microsoft Sentinel workspace ${workspaceName} has a new trigger URL. The one you have no longer works.`
      : `The playbook ${playbook.defaultName} is ready for our Microsoft Sentinel workspace ${workspaceName}.`,
    "Its trigger URL is a secret: anyone who has it can write to our incidents. It isn't in this message.",
    'Tell us how to send it to you confidentially.',
  ].join('\n');
}

function wantedAnew(): Problem {
  return {
    code: 'trigger-address-anew',
    title: 'You asked for a new trigger URL',
    because: 'The current URL stops working immediately. The vendor needs the new one.',
    remedies: [{ do: 'redo', step: 'trigger-url' }],
  };
}

function notHeld(other: boolean): Problem {
  return {
    code: 'trigger-address-not-here',
    title: other ? 'The trigger URL has changed' : "This computer doesn't have the trigger URL",
    because: other
      ? "The playbook's access key was regenerated, so the URL stored here no longer works."
      : "Azure shows it to anyone who can change the playbook. It isn't stored here yet.",
    remedies: [{ do: 'redo', step: 'trigger-url' }],
  };
}
