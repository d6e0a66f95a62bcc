import { afterAll, describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import type { CheckId } from '../../engine/model/check-catalogue.ts';
import { checked, type WorldName } from './matrix-worlds.spec-kit.ts';

/** A world in which it is so; the problem's code where it matters which; or why it cannot be so. */
type Cell = WorldName | readonly [WorldName, code: string] | { readonly never: string };
type Row = readonly [step: string, met: Cell, not: Cell, couldNot: Cell];

const soc = ':soc-prod-neu';
const logs = 'test-ingestion:log-analytics';
const refused = 'Graph refuses from then on';
const silent = 'no answer to the application';

/** Every check of a connection, by the step that names it. */
const matrix: Readonly<Record<Exclude<CheckId, `PB-${string}`>, Row>> = {
  'ADM-01': [
    'who-am-i',
    'connected',
    { never: 'a sign-in that leads into another tenant is refused before there is anything to check' },
    'Graph out of order',
  ],
  'ADM-02': [
    'register-application',
    'connected',
    ['may register nothing', 'automation-lacks-permission'],
    'Graph out of order',
  ],
  'ADM-03': ['grant-consent:graph', 'connected', ['may give nothing', 'consent-needs-someone-else'], refused],
  'ADM-04': ['could-activate', 'connected', 'activation away', ['no eligibility', 'eligibility-not-seen']],
  'ADM-05': [
    `assign-role${soc}`,
    'connected',
    ['may give nothing', 'role-needs-someone-else'],
    'Azure refuses parts',
  ],
  'ADM-06': [
    `role-condition${soc}`,
    'condition names it',
    ['condition names another', 'azure-right-conditioned'],
    ['roles refused', 'role-condition-not-seen'],
  ],
  'ADM-07': [
    'secret-policy',
    'connected',
    ['secrets forbidden', 'secrets-forbidden'],
    ['untouched', 'secret-policy-not-seen'],
  ],
  'ADM-08': [
    `workspace-locks${soc}`,
    'lock against deletion',
    ['read-only lock', 'locked'],
    ['roles refused', 'locks-not-seen'],
  ],
  'ADM-09': [
    'computer-clock',
    'connected',
    ['clock two hours off', 'computer-clock-wrong'],
    ['answers without a date', 'computer-clock-not-compared'],
  ],
  'APP-01': ['register-application', 'connected', ['untouched', 'application-missing'], 'Graph out of order'],
  'APP-02': [
    'register-application',
    'connected',
    ['application switched off', 'application-disabled'],
    'Graph refuses principals',
  ],
  'APP-03': ['restrict-sign-in', 'connected', ['drifted', 'application-open'], refused],
  'APP-04': ['ensure-owner', 'connected', ['an owner wanted, and none there', 'no-owner'], refused],
  'PRM-01': [
    'find-api:log-analytics',
    'connected',
    ['untouched', 'api-principal-missing'],
    'Graph out of order',
  ],
  'PRM-02': ['add-permissions:log-analytics', 'connected', 'declared for people', refused],
  'PRM-03': ['grant-consent:graph', 'connected', ['drifted', 'consent-missing'], refused],
  'PRM-04': [
    'add-permissions:graph',
    'connected',
    ['declared for people', 'permission-only-delegated'],
    refused,
  ],
  'PRM-05': ['revoke-extras', 'connected', ['drifted', 'permission-not-needed'], refused],
  'PRM-06': [
    'permission-retirement',
    'connected',
    ['drifted', 'permission-retired'],
    { never: 'a dated rule and what was chosen decide; nothing is read that could be refused' },
  ],
  'PRM-07': [
    logs,
    'connected',
    ['consent not in its token', 'role-not-in-token'],
    'no sign-in for the application',
  ],
  'CRD-01': ['create-secret', 'connected', ['drifted', 'client-secret-missing'], refused],
  'CRD-02': [
    logs,
    'connected',
    ['a secret pasted with its end cut off', 'secret-not-accepted'],
    ['secret handed over', 'secret-not-held-here'],
  ],
  'CRD-03': ['create-secret', 'connected', ['drifted', 'client-secret-missing'], refused],
  'CRD-04': ['prune-credentials', 'connected', ['drifted', 'credentials-beside'], refused],
  'WSP-01': [
    `find-workspace${soc}`,
    'connected',
    ['workspace gone meanwhile', 'workspace-not-seen'],
    'Azure out of order',
  ],
  'WSP-02': [
    `find-workspace${soc}`,
    'connected',
    ['without Sentinel', 'workspace-without-sentinel'],
    ['Sentinel not to be looked at', 'sentinel-not-looked-at'],
  ],
  'WSP-03': [`assign-role${soc}`, 'connected', ['drifted', 'role-missing'], 'Azure refuses parts'],
  'WSP-04': ['narrow-roles', 'connected', ['drifted', 'role-too-wide'], 'Azure refuses parts'],
  'WSP-05': [
    `query-network${soc}`,
    'connected',
    ['private link alone', 'queries-only-private'],
    'Azure out of order',
  ],
  'WSP-06': [
    'access-model',
    'connected',
    ['private link alone', 'unified-rbac-decides'],
    ['untouched', 'access-model-not-said'],
  ],
  'DAT-01': [logs, 'connected', ['private link alone', 'queries-only-private'], silent],
  'DAT-02': ['test-ingestion:azure', 'connected', 'incidents refused', 'no answer about incidents'],
  'DAT-03': [
    'test-ingestion:azure',
    'connected',
    ['tickets wanted of a reader', 'may-not-write-incidents'],
    'no answer about what it may write',
  ],
  'DAT-04': [logs, 'connected', ['workspace without an id', 'workspace-id-unknown'], silent],
  'DAT-05': [logs, 'connected', ['a query that does not run', 'query-refused'], silent],
  'DAT-06': ['test-ingestion:graph', 'connected', ['application refused', 'app-permission-missing'], silent],
  'EXP-01': [
    'profile-complete',
    'connected',
    ['workspace without an id', 'profile-not-whole'],
    ['its own credential', 'needs-somebody-else-to-look'],
  ],
};

type Wanted = 'met' | 'not met' | 'could not look';
const counted: Record<Wanted, number> = { met: 0, 'not met': 0, 'could not look': 0 };

function found(
  picture: RunState,
  id: string,
  check: string,
): { readonly is: Wanted | 'not reached'; readonly code: string } {
  const step = picture.steps.find(({ heading }) => heading.id === id);
  expect(step?.heading.checks, `${id} answers ${check}`).toContain(check);
  const warned = step?.finding?.warning?.code ?? '';
  const code = step?.finding?.problem?.code ?? warned;
  switch (step?.is) {
    case 'met':
      // A query of the vendor's that does not run warns, and stops nothing.
      return { is: warned === '' ? 'met' : 'not met', code };
    case 'unmet':
    case 'blocked':
    case 'waiting':
      return { is: 'not met', code };
    case 'unknown':
      return { is: 'could not look', code };
    default:
      return { is: 'not reached', code };
  }
}

const cells = Object.entries(matrix).flatMap(([check, [step, met, not, couldNot]]) =>
  (
    [
      ['met', met],
      ['not met', not],
      ['could not look', couldNot],
    ] as const
  ).map(([wanted, cell]) => ({ check, step, wanted, cell })),
);

const possible = cells.flatMap((each) => {
  const { cell } = each;
  return typeof cell === 'object' && 'never' in cell ? [] : [{ ...each, cell }];
});

describe('every check is seen met, not met and unable to look', () => {
  it.each(possible)('$check ($step): $wanted', async ({ check, step, wanted, cell }) => {
    const [world, code] = typeof cell === 'string' ? [cell] : cell;
    const seen = found(await checked(world), step, check);
    expect(seen, world).toEqual({ is: wanted, code: code ?? seen.code });
    counted[wanted] += 1;
  });

  afterAll(() => {
    const total = Object.keys(matrix).length;
    console.log(
      `checks: ${total}; met ${counted.met}, not met ${counted['not met']}, could not look ${counted['could not look']}, of which not possible ${cells.length - possible.length}`,
    );
  });
});

it.each([
  ['provider not registered', 'not met', 'provider-not-registered'],
  ['providers refused', 'could not look', 'providers-not-seen'],
] as const)('ADM-08 also reads what the subscription is registered for: %s', async (world, is, code) => {
  expect(found(await checked(world), `workspace-locks${soc}`, 'ADM-08')).toEqual({ is, code });
});

it.each([
  ["a customer's workspace", ':soc-lamna-weu', 'not met', 'workspace-of-another-tenant'],
  ['subscription Disabled', soc, 'not met', 'subscription-switched-off'],
  ['subscription Warned', soc, 'not met', 'subscription-switched-off'],
  ['subscription PastDue', soc, 'not met', 'subscription-past-due'],
] as const)('WSP-01 also reads whose the subscription is, and its state: %s', async (world, of, is, code) => {
  expect(found(await checked(world), `find-workspace${of}`, 'WSP-01')).toEqual({ is, code });
});

it.each([
  ["a partner's administrator", 'met', ''],
  ['no token for a partner', 'could not look', 'microsoft-unavailable'],
] as const)('ADM-01 knows an administrator whom the tenant does not hold: %s', async (world, is, code) => {
  expect(found(await checked(world), 'who-am-i', 'ADM-01')).toEqual({ is, code });
});

it("reads a partner's roles from the sign-in, and says so", async () => {
  const { steps } = await checked("a partner's administrator");
  const shown = JSON.stringify(steps.find(({ heading }) => heading.id === 'who-am-i')?.finding?.shows);
  expect(shown).toContain("A partner's, which this tenant doesn't hold.");
  expect(shown).toContain('Cloud Application Administrator, Privileged Role Administrator');
});

it.each([
  ['connected', 'met', ''],
  ['drifted', 'not met', 'guest-owner'],
  [refused, 'could not look', 'entra-role-missing'],
] as const)('APP-04 also reads whether a guest owns it: %s', async (world, is, code) => {
  expect(found(await checked(world), 'remove-guest-owners', 'APP-04')).toEqual({ is, code });
});

it('no two checks of one step are shown by the same world alone', () => {
  const shown = cells
    .filter(({ wanted }) => wanted === 'not met')
    .map(({ check, cell }) => [check, [cell].flat()[0]]);
  const of = (check: string) => shown.find(([id]) => id === check)?.[1];
  for (const [one, other] of [
    ['PRM-07', 'CRD-02'],
    ['DAT-02', 'DAT-03'],
    ['WSP-01', 'WSP-02'],
  ] as const)
    expect(of(one)).not.toBe(of(other));
});
