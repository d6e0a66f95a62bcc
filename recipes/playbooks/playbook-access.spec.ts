import { describe, expect, it } from 'vitest';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import { playbookAccess } from './playbook-access.ts';

const profile = (form: ConnectionProfile['form'], proof: ConnectionProfile['proof']): ConnectionProfile => ({
  profile: 1,
  recipe: 'intezer-playbooks',
  createdAt: '2026-11-24T10:00:00Z',
  practice: true,
  cloud: 'public',
  tenantId: 'a',
  tenantName: 'Contoso',
  integrity: '',
  workspaces: [
    { workspaceName: 'soc', workspaceId: '', subscriptionId: '', resourceGroup: '', region: '', armId: '' },
  ],
  permissions: [],
  roles: ['Microsoft Sentinel Responder', 'Microsoft Sentinel Reader'],
  form,
  proof,
});

describe('who may reach what, where playbooks act as themselves', () => {
  it('is the workspace by role, and the vault by what decides there', () => {
    const form = { vault: 'kv-soc', playbooks: ['submit-alert', 'update-incident'] };
    expect(playbookAccess(profile(form, { vault: { mode: 'policy' } }))).toMatchObject({
      title: 'The playbooks reach soc, the secrets of kv-soc, and nothing else',
      chart: {
        given: [
          { name: 'Microsoft Sentinel Responder', by: 'azure-role', reaches: 'soc', verb: 'comments' },
          { name: 'Microsoft Sentinel Reader', by: 'azure-role', reaches: 'soc', verb: 'reads' },
          { name: 'Secret permission get', by: 'vault-policy', reaches: 'kv-soc', verb: 'reads the key' },
        ],
      },
    });
    expect(playbookAccess(profile(form, { vault: { mode: 'rbac' } }))).toMatchObject({
      chart: { given: [{}, {}, { name: 'Key Vault Secrets User', by: 'vault-role' }] },
    });
  });

  it('is no vault where no playbook reads a key', () => {
    expect(playbookAccess(profile({ vault: 'kv-soc', playbooks: ['update-incident'] }, {}))).toMatchObject({
      title: 'The playbooks reach soc and nothing else',
    });
  });
});
