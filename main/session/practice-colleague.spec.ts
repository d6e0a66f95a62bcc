import { describe, expect, it } from 'vitest';
import type { PlannedChange, RunState } from '../../engine/journal/journal.ts';
import { partsOfOthers } from './practice-colleague.ts';

const change = (of: Partial<PlannedChange>): PlannedChange => ({
  step: 's',
  verb: 'create',
  what: 'x',
  where: 'y',
  right: 'Application Developer',
  undoneBy: 'u',
  by: 'someone-else',
  ...of,
});
const grant = change({ verb: 'grant', what: 'SecurityEvents.Read.All', where: 'Microsoft Graph' });
const picture = (changes: readonly PlannedChange[], made: readonly PlannedChange[] = []): RunState =>
  ({
    plan: { planHash: '', changes },
    steps: [{ made: made.map((each) => ({ change: each })) }],
    facts: {
      clientId: 'app',
      servicePrincipalId: 'principal',
      'workspace:soc': { workspaceName: 'soc', armId: '/subscriptions/s/soc' },
    },
  }) as never;

describe('the others of a practice tenant', () => {
  it('consent, give the role on the workspace, and make a role active for whoever waits for one', () => {
    const assign = change({ verb: 'assign', what: 'Microsoft Sentinel Reader', where: 'soc' });
    expect(partsOfOthers(picture([grant, assign, change({})]), 'ada')).toEqual([
      { do: 'grant-consent', appId: 'app' },
      {
        do: 'assign-role',
        scope: '/subscriptions/s/soc',
        role: '8d289c81-5878-46d4-8554-54e1e3d8b5cb',
        principalId: 'principal',
      },
      { do: 'activate-role', user: 'ada', role: 'Application Developer' },
    ]);
  });

  it('make the person’s own Azure roles active where there is nobody yet to give the role to', () => {
    const assign = change({ verb: 'assign', what: 'Microsoft Sentinel Reader', where: 'soc' });
    expect(partsOfOthers({ ...picture([assign]), facts: {} }, 'ada')).toEqual([
      { do: 'activate-azure-roles', user: 'ada' },
    ]);
  });

  it('do nothing that is the person’s own, and nothing twice', () => {
    const { by: _by, ...own } = grant;
    expect(partsOfOthers(picture([own]), 'ada')).toEqual([]);
    expect(partsOfOthers(picture([grant], [grant]), 'ada')).toEqual([]);
  });
});
