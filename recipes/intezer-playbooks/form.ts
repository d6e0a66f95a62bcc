import type { ConnectionProfile, FormField } from '../../engine/model/profile.ts';
import type { Show } from '../../engine/model/show.ts';
import { playbookAccess } from '../playbooks/playbook-access.ts';
import { type PlaybookKey, playbookKeys, playbooks } from '../playbooks/playbooks.ts';
import { handleOf, message } from '../playbooks/trigger-url.step.ts';

function chosenIn({ form }: ConnectionProfile): readonly PlaybookKey[] {
  const chosen = typeof form.playbooks === 'object' ? form.playbooks : [];
  return playbookKeys.filter((key) => chosen.includes(key));
}

/** The ids a profile holds of one of its playbooks; a profile from outside may hold anything there. */
function standingIn({ proof }: ConnectionProfile, key: PlaybookKey): readonly { readonly id: string }[] {
  const all: readonly unknown[] = Array.isArray(proof.playbooks) ? proof.playbooks : [];
  return all.flatMap((each) => {
    const { playbook, id } = (each ?? {}) as { readonly playbook?: unknown; readonly id?: unknown };
    return playbook === key && typeof id === 'string' ? [{ id }] : [];
  });
}

/** What Intezer's support asks for, and what one needs at hand when talking to them. */
export function intezerForm(profile: ConnectionProfile): readonly FormField[] {
  const chosen = chosenIn(profile);
  const field = (section: string, id: string, title: string, value: string): FormField => ({
    section,
    id,
    title,
    value,
  });
  return [
    field('Connection', 'tenantId', 'Tenant ID', profile.tenantId),
    ...profile.workspaces.flatMap((each) => [
      field('Connection', 'workspaceName', 'Workspace Name', each.workspaceName),
      field('Connection', 'workspaceId', 'Workspace ID', each.workspaceId),
      field('Connection', 'subscriptionId', 'Subscription ID', each.subscriptionId),
      field('Connection', 'resourceGroup', 'Resource Group', each.resourceGroup),
    ]),
    field('Playbooks', 'playbooks', 'Playbooks', chosen.map((key) => playbooks[key].title).join(', ')),
    field('Playbooks', 'vault', 'Key Vault', String(profile.form.vault ?? '')),
    ...standingIn(profile, 'update-incident').map(({ id }) => ({
      ...field('Playbooks', 'triggerAddress', 'Trigger URL of Update Incident', ''),
      secretHandle: handleOf(id),
    })),
  ];
}

/** What is left to do at Intezer. */
export function intezerFinish(profile: ConnectionProfile): readonly Show[] {
  const [first] = profile.workspaces;
  const webhook = chosenIn(profile).includes('update-incident');
  const items = [
    ...(webhook
      ? [
          'Copy the trigger URL, and send it to Intezer separately from the message below. Anyone who has it can call the playbook.',
          'Send the message below to support@intezer.com.',
          'In Intezer, connect Microsoft Defender if you have not yet.',
        ]
      : []),
    'Open Microsoft Sentinel, Automation: the rules and playbooks are listed there.',
  ];
  return [
    playbookAccess(profile),
    {
      show: 'checklist',
      title: 'Finish at Intezer',
      items: items.map((title) => ({ is: 'not-reached' as const, title })),
    },
    ...(webhook
      ? [
          {
            show: 'code' as const,
            title: 'Message to support@intezer.com',
            code: message(first?.workspaceName ?? ''),
          },
        ]
      : []),
  ];
}
