import { describe, expect, it } from 'vitest';
import { operation } from '../core/router.ts';
import { demands } from '../entra/rights.ts';
import { operations } from '../server/operations.ts';
import { azureRights } from './azure-rights.ts';
import { graphRights } from './graph-rights.ts';
import { callOf, type Rights, rightsIn, unknownIn, unknownRights, withoutRow } from './rights.ts';
import { stranger } from './stranger.spec-kit.ts';

const rows: Rights = { ...graphRights, ...azureRights };

const planted = (path: string, open = false) =>
  operation({
    host: 'graph',
    method: 'GET',
    path: `/v1.0${path}`,
    source: 'assumed',
    run: () => ({ status: 200 }),
    open,
  });

describe('who may call', () => {
  it('is said of every operation', () => {
    expect(withoutRow(operations, rows)).toEqual([]);
  });

  it('an operation without a row is found, and one that needs no token where its host does', () => {
    const more = [...operations, planted('/planted'), planted('/planted/open', true)];
    expect(withoutRow(more, rows)).toEqual([
      'graph GET /planted has no row',
      'graph GET /planted/open is open, and its host is not',
    ]);
  });

  it('a row without an operation is found, and an open call without a reason', () => {
    const more = { ...rows, 'graph GET /gone': 'readUsers', 'graph GET /groups': { anyone: '' } } as const;
    expect(withoutRow(operations, more)).toEqual([
      'graph GET /groups is open to all who are signed in, without a reason',
      'graph GET /gone is no operation',
    ]);
  });
});

describe('what a row names', () => {
  it('is known to the tenant, in every row and every demand', () => {
    expect(unknownRights(rows)).toEqual([]);
    expect(
      Object.entries(demands).flatMap(([name, each]) => unknownIn(each).map((one) => [name, one])),
    ).toEqual([]);
    const named = new Set(Object.values(rows).flatMap(rightsIn));
    expect(Object.keys(demands).filter((name) => !named.has(name as keyof typeof demands))).toEqual([]);
  });

  it('a permission that could never be granted is found by its name', () => {
    const readTeams = { scopes: ['Team.ReadBasic.All'], appRoles: ['Team.Read.All'], roles: ['no role'] };
    const more = { 'graph GET /teams': 'readTeams' } as unknown as Rights;
    expect(unknownRights(more, { ...demands, readTeams })).toEqual([
      'graph GET /teams: Team.ReadBasic.All',
      'graph GET /teams: Team.Read.All',
      'graph GET /teams: no role',
    ]);
  });

  it.each([
    'Microsoft.OperationalInsights/workspace/read',
    'Microsoft.KeyVault/vaults/reads',
    'Microsoft.Gone/register/action',
    'Data.Reed',
  ])('so is %s', (right) => {
    expect(unknownRights({ 'arm GET /planted': right } as unknown as Rights)).toEqual([
      `arm GET /planted: ${right}`,
    ]);
  });
});

it('whoever holds nothing is refused every call with a row, and Azure names the right of the row', async () => {
  const { attempt } = await stranger();
  const wrong: string[] = [];
  let refused = 0;
  for (const each of operations) {
    const row = rows[callOf(each)];
    if (each.open === true || row === undefined || rightsIn(row).length === 0) continue;
    const { status, body } = await attempt(each);
    // To an application, /me is no address at all.
    const wanted = each.host === 'graph' && each.path.startsWith('/v1.0/me') ? 400 : 403;
    const named = ['arm', 'vault'].includes(each.host) && each.method !== 'HEAD' ? rightsIn(row) : [];
    const said = JSON.stringify(body);
    if (status === wanted && named.every((right) => said.includes(`'${right}'`))) refused += 1;
    else wrong.push(`${callOf(each)}: ${status} ${said}`);
  }
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(230);
});
