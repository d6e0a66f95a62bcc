import { describe, expect, it } from 'vitest';
import { Refusal } from '../core/router.ts';
import { FilterTrouble, readFilter } from './odata-filter.ts';

const items = [
  {
    displayName: 'Alpha',
    appId: '11111111-1111-1111-1111-111111111111',
    tags: ['a', 'b'],
    enabled: true,
    notes: null,
    size: 3,
  },
  {
    displayName: "O'Brien",
    appId: '22222222-2222-2222-2222-222222222222',
    tags: [],
    enabled: false,
    notes: 'n',
    size: 9,
  },
];
const names = new Set(Object.keys(items[0] ?? {}).map((name) => name.toLowerCase()));
const found = (filter: string) =>
  items.filter((item) => readFilter(filter, names).test(item)).map(({ displayName }) => displayName);

describe('a $filter', () => {
  it.each([
    ["displayName eq 'alpha'", ['Alpha']],
    ["displayName eq 'O''Brien'", ["O'Brien"]],
    ["appId eq '22222222-2222-2222-2222-222222222222'", ["O'Brien"]],
    ['appId eq 22222222-2222-2222-2222-222222222222', ["O'Brien"]],
    ["startswith(displayName,'al') or startsWith(displayName, 'o')", ['Alpha', "O'Brien"]],
    ["displayName eq 'Alpha' and enabled eq false", []],
    ["(displayName eq 'Alpha' or enabled eq false) and size gt 4", ["O'Brien"]],
    ["not startswith(displayName,'al')", ["O'Brien"]],
    ["displayName in ('alpha','beta')", ['Alpha']],
    ["tags/any(t:t eq 'b')", ['Alpha']],
    ["tags/any(t: startswith(t,'b')) or notes eq 'n'", ['Alpha', "O'Brien"]],
    ['notes eq null', ['Alpha']],
    ['DisplayName ne null', ['Alpha', "O'Brien"]],
  ])('%s', (filter, expected) => {
    expect(found(filter)).toEqual(expected);
  });

  it.each(['displayName eq', "displayName like 'x'", "displayName eq 'x", "(displayName eq 'x'", ''])(
    'refuses %s',
    (filter) => {
      expect(() => readFilter(filter, names)).toThrow(FilterTrouble);
    },
  );

  it('speaks for itself of a property that isn’t imitated', () => {
    expect(() => readFilter("nothing eq 'x'", names)).toThrow(Refusal);
  });

  it('knows which operators need ConsistencyLevel', () => {
    expect(readFilter("displayName ne 'x'", names).advanced).toBe(true);
    expect(readFilter("endswith(displayName,'x')", names).advanced).toBe(true);
    expect(readFilter("displayName eq 'x'", names).advanced).toBe(false);
  });
});
