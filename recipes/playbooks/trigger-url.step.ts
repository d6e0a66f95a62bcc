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
  /** It was made anew a short while ago, by this computer. */
  readonly newJust: boolean;
}

/** Hours within which an address that was made anew is the new one asked for, so that a repeated run ends it for nobody. */
const newFor = 24;

/**
 * We hold the address that starts the webhook playbook, or have handed it over. It is all one needs to write into the
 * organization's incidents and never ends by itself, so it is treated as the secret it is
 * (https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app).
 */
export const triggerUrl = (of: { readonly workspaceName: string; readonly anew: boolean }) => {
  const keep: Change = {
    verb: 'add',
    what: `Trigger address of ${playbook.title}`,
    where: 'this computer, encrypted',
    right,
    undoneBy: 'Undo forgets it',
  };
  const regenerate: Change = {
    verb: 'update',
    what: `Access key of ${playbook.title}: made anew, so that every address given out until now ends`,
    where: playbook.defaultName,
    right,
    undoneBy: 'Nothing: an address that has ended does not come back',
  };

  return step({
    id: 'trigger-url',
    title: 'Keep the trigger address',
    why: 'The vendor calls the playbook at it. Whoever has it can do the same, so it is shown to nobody',
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
      // Of one that was handed over no copy is left to compare: an access key made anew is then not noticed.
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
            ? { show: 'held-secret', title: 'Trigger address', handle }
            : { show: 'text', text: 'The trigger address was handed over; this computer holds no copy.' },
          ...(newJust
            ? [
                {
                  show: 'text' as const,
                  text: 'It was made anew: the one before is refused, and Intezer needs this one.',
                },
              ]
            : []),
          {
            show: 'code',
            title: 'Message to Intezer, without the address',
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
    whose: async () => ({ is: 'ours' }),

    async undo({ made }, { forget }) {
      if (made.handle) await forget(made.handle);
    },
  });
};

/** Where the vault keeps the address of a playbook. */
export const handleOf = (workflowId: string): string => `trigger-url:${workflowId.toLowerCase()}`;

/** What is sent by mail; the address itself goes by a way nobody else reads. */
export function message(workspaceName: string, anew = false): string {
  return [
    'Hello,',
    '',
    anew
      ? `The playbook ${playbook.defaultName} of our Microsoft Sentinel workspace ${workspaceName} has a new trigger address. The one you hold has ended.`
      : `The playbook ${playbook.defaultName} is ready for our Microsoft Sentinel workspace ${workspaceName}.`,
    'Its trigger address is a secret: whoever has it can write into our incidents. It is therefore not in this message.',
    'Tell us how you take it in confidence, and we hand it over that way.',
  ].join('\n');
}

function wantedAnew(): Problem {
  return {
    code: 'trigger-address-anew',
    title: 'A new trigger address was asked for',
    because: 'The address before ends in that moment: the vendor needs the new one.',
    remedies: [{ do: 'redo', step: 'trigger-url' }],
  };
}

function notHeld(other: boolean): Problem {
  return {
    code: 'trigger-address-not-here',
    title: other ? 'The trigger address has changed' : 'This computer does not hold the trigger address',
    because: other
      ? 'Somebody made the playbook’s access key anew, and the address held here has ended.'
      : 'Azure gives it to whoever may change the playbook. It was not kept here yet.',
    remedies: [{ do: 'redo', step: 'trigger-url' }],
  };
}
