import { describe, expect, it } from 'vitest';
import { differencesOf, inWords } from './template-differences.ts';

const workflow = (name: string, actions: object, more: object = {}) => ({
  type: 'Microsoft.Logic/workflows',
  name,
  properties: { definition: { actions }, ...more },
});
const template = (...resources: readonly object[]) => ({ resources });
const act = (inputs: string) => ({ type: 'Http', inputs });

describe('how two templates differ', () => {
  it('is told by resource: added, removed, and changed', () => {
    const found = differencesOf(
      template(workflow('stays', {}), workflow('goes', {}), workflow('changes', { A: act('1') })),
      template(workflow('stays', {}), workflow('comes', {}), workflow('changes', { A: act('2') })),
      {},
    );
    expect(found.map((each) => [each.resource, inWords(each)])).toEqual([
      ['goes', 'removed'],
      ['changes', 'actions: changed A'],
      ['comes', 'added'],
    ]);
  });

  it('is told by action, those inside conditions and loops too, each by itself', () => {
    const before = {
      If: { type: 'If', actions: { In: act('1') }, else: { actions: { Or: act('1') } } },
      Old: act('1'),
    };
    const after = {
      If: { type: 'If', actions: { In: act('2') }, else: { actions: { New: act('1') } } },
      Old: act('1'),
    };
    const [only] = differencesOf(template(workflow('w', before)), template(workflow('w', after)), {});
    expect(only).toMatchObject({ added: ['New'], removed: ['Or'], changed: ['In'] });
  });

  it('that no action makes is said too, and none is none', () => {
    const one = template(workflow('w', {}));
    const [only] = differencesOf(one, template(workflow('w', {}, { state: 'Disabled' })), {});
    expect(only && inWords(only)).toBe('changed, but for its actions');
    expect(differencesOf(one, template(workflow('w', {})), {})).toEqual([]);
  });

  it('reads names by the parameters they are given as, and shows no sign that a name does not have', () => {
    const named = template(workflow("[parameters('Name')]", {}));
    const hostile = template(workflow('\u001b[31mred\u202e', {}));
    expect(differencesOf(named, hostile, { Name: 'Scan' }).map(({ resource }) => resource)).toEqual([
      'Scan',
      '??31mred?',
    ]);
  });
});
