import type { Template } from '../../microsoft/contract/microsoft.ts';
import { listIn, nameOf, objectIn } from '../playbooks/playbook-template.ts';

type Declared = Readonly<Record<string, unknown>>;

/** A resource that two templates declare differently, and the actions of a playbook that make the difference. */
export interface Difference {
  readonly resource: string;
  readonly is: 'added' | 'removed' | 'changed';
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/**
 * How one template differs from another, by resource and by action. Names are a vendor's: what is no letter, digit or
 * sign of a name is shown as a question mark.
 * @param values the template's parameters as they will be given: they name the resources
 */
export function differencesOf(before: Template, after: Template, values: Declared): readonly Difference[] {
  const [old, young] = [resourcesOf(before, values), resourcesOf(after, values)];
  const names = [...new Set([...old.keys(), ...young.keys()])];
  return names.flatMap((name): readonly Difference[] => {
    const [was, now] = [old.get(name), young.get(name)];
    const none = { resource: shown(name), added: [], removed: [], changed: [] };
    if (was === undefined) return [{ ...none, is: 'added' }];
    if (now === undefined) return [{ ...none, is: 'removed' }];
    if (same(was, now)) return [];
    const [had, has] = [actionsOf(was), actionsOf(now)];
    return [
      {
        ...none,
        is: 'changed',
        added: [...has.keys()].filter((action) => !had.has(action)).map(shown),
        removed: [...had.keys()].filter((action) => !has.has(action)).map(shown),
        changed: [...has]
          .filter(([action, of]) => had.has(action) && had.get(action) !== of)
          .map(([action]) => shown(action)),
      },
    ];
  });
}

/** One difference in words: "added A; changed B, C", or what else there is to say. */
export function inWords({ is, added, removed, changed }: Difference): string {
  if (is !== 'changed') return is;
  const each = [
    ['added', added],
    ['removed', removed],
    ['changed', changed],
  ] as const;
  const said = each.flatMap(([word, names]) => (names.length > 0 ? [`${word} ${names.join(', ')}`] : []));
  return said.length > 0 ? `actions: ${said.join('; ')}` : 'changed, but for its actions';
}

const resourcesOf = (template: Template, values: Declared): ReadonlyMap<string, Declared> =>
  new Map(
    listIn(template, 'resources').map((each) => [nameOf(each, template, values) ?? String(each.name), each]),
  );

/** Every action by name, those inside conditions and loops too, each without the actions in it. */
function actionsOf(resource: Declared): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const read = (of: Declared): void => {
    for (const [name, action] of Object.entries(objectIn(of, 'actions'))) {
      const { actions, else: otherwise, ...own } = action as Declared;
      found.set(name, JSON.stringify(own));
      read({ actions });
      read((otherwise ?? {}) as Declared);
    }
  };
  read(objectIn(objectIn(resource, 'properties'), 'definition'));
  return found;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const shown = (name: string): string => name.replaceAll(/[^\w .()'-]/gu, '?').slice(0, 80);
