import { describe, expect, it } from 'vitest';
import type { PlannedChange } from '../../engine/journal/journal.ts';
import type { Show } from '../../engine/model/show.ts';
import { held, rightsOf } from './rights.ts';

const shows: readonly Show[] = [
  {
    show: 'checklist',
    items: [
      { is: 'met', title: 'Register', caption: 'Through Cloud Application Administrator' },
      { is: 'blocked', title: 'Consent to Graph', caption: 'Takes Privileged Role Administrator' },
      { is: 'unknown', title: 'Policy', caption: 'Could not look. Security Reader is enough.' },
      {
        is: 'not-reached',
        title: 'Give a role',
        caption: 'Takes User Access Administrator on the workspace',
      },
    ],
  },
];
const change = (right: string): PlannedChange => ({
  step: 's',
  verb: 'add',
  what: 'w',
  where: 'h',
  right,
  undoneBy: '',
});

describe('whether the person holds a role', () => {
  it('a part that is blocked names the role somebody else has to use', () => {
    expect(held('Privileged Role Administrator', shows)).toBe('other');
  });

  it('what could not be looked at, or has not been yet, is neither yours nor somebody else’s', () => {
    expect(held('Security Reader', shows)).toBe('unknown');
    expect(held('User Access Administrator', shows)).toBe('unknown');
  });

  it('a role nothing is missing for is yours', () => {
    expect(held('Application Developer', shows)).toBe('you');
  });

  it('where nobody has looked nothing is claimed', () => {
    expect(held('Application Developer', [])).toBe('unknown');
  });

  it('a right that was looked at is known from the change itself', () => {
    const assign = change('User Access Administrator');
    const heldOf = (...changes: readonly PlannedChange[]) => rightsOf(changes, shows)[0]?.held;
    expect(heldOf({ ...assign, by: 'you' })).toBe('you');
    expect(heldOf({ ...assign, by: 'you' }, assign)).toBe('unknown');
    expect(heldOf({ ...assign, by: 'you' }, { ...assign, by: 'someone-else' })).toBe('other');
  });

  it('roles are counted in the order they are first needed', () => {
    expect(
      rightsOf([change('B'), change('A'), change('B')], []).map(({ right, count }) => [right, count]),
    ).toEqual([
      ['B', 2],
      ['A', 1],
    ]);
  });
});
