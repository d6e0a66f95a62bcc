import type { JsonObject } from '../../microsoft/contract/microsoft.ts';

/** What of an action the run's history shows although a secret goes through it. */
export interface Exposure {
  readonly action: string;
  readonly shows: readonly ('inputs' | 'outputs')[];
}

/**
 * Where a run's history shows the vendor's key, or a token made of it, to whoever may read runs: the action that reads
 * the key shows it as output, one that is given it as input, and one that trades it for a token as output again
 * (https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app#obfuscate).
 */
export function exposuresIn(definition: JsonObject): readonly Exposure[] {
  const actions = actionsIn(definition);
  const gives = new Set([...actions].filter(([, action]) => readsKey(action)).map(([name]) => name));
  for (let before = -1; before !== gives.size; ) {
    before = gives.size;
    for (const [name, action] of actions) if (takes(action, gives) && passesOn(action)) gives.add(name);
  }
  return [...actions].flatMap(([action, found]) => {
    const hidden = hiddenIn(found);
    const shows = [
      ...(takes(found, gives) ? (['inputs'] as const) : []),
      ...(gives.has(action) ? (['outputs'] as const) : []),
    ].filter((which) => !hidden.includes(which));
    return shows.length === 0 ? [] : [{ action, shows }];
  });
}

/** The definition with those hidden, and nothing else changed. */
export function withHidden(definition: JsonObject, exposures: readonly Exposure[]): JsonObject {
  return changed(definition, exposures, (hidden, { shows }) => [...new Set([...hidden, ...shows])]);
}

/** The definition with those shown again. */
export function withShown(definition: JsonObject, exposures: readonly Exposure[]): JsonObject {
  return changed(definition, exposures, (hidden, { shows }) =>
    hidden.filter((which) => !shows.some((one) => one === which)),
  );
}

const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** Every action by its name, which is unique in a definition; those inside loops, scopes and conditions too. */
function actionsIn(of: JsonObject): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const [name, value] of Object.entries(objectOf(of.actions))) {
    const action = objectOf(value);
    found.set(name, action);
    for (const below of [action, objectOf(action.else), objectOf(action.default), ...casesOf(action)])
      for (const [inner, each] of actionsIn(below)) found.set(inner, each);
  }
  return found;
}

const casesOf = (action: JsonObject): readonly JsonObject[] =>
  Object.values(objectOf(action.cases)).map(objectOf);

/** Key Vault's connector: https://learn.microsoft.com/connectors/keyvault/#get-secret */
const readsKey = ({ type, inputs }: JsonObject): boolean =>
  type === 'ApiConnection' && /"path":"\/secrets\/[^"]*\/value"/u.test(JSON.stringify(inputs ?? null));

/** Trades the key for a token, or only reads what did. */
const passesOn = ({ type, inputs }: JsonObject): boolean =>
  type === 'ParseJson' ||
  type === 'Compose' ||
  (type === 'Http' && /access-?token/iu.test(JSON.stringify(inputs ?? null)));

function takes({ inputs }: JsonObject, gives: ReadonlySet<string>): boolean {
  const text = JSON.stringify(inputs ?? null);
  return [...gives].some((name) => text.includes(`body('${name}')`) || text.includes(`outputs('${name}')`));
}

function hiddenIn(action: JsonObject): readonly string[] {
  const { properties } = objectOf(objectOf(action.runtimeConfiguration).secureData);
  return Array.isArray(properties) ? properties.filter((each) => typeof each === 'string') : [];
}

type Rule = (hidden: readonly string[], exposure: Exposure) => readonly string[];

function changed(of: JsonObject, exposures: readonly Exposure[], rule: Rule): JsonObject {
  if (of.actions === undefined) return of;
  const actions = Object.entries(objectOf(of.actions)).map(([name, value]) => {
    const exposure = exposures.find(({ action }) => action === name);
    const inner = within(objectOf(value), exposures, rule);
    return [name, exposure === undefined ? inner : secured(inner, rule(hiddenIn(inner), exposure))] as const;
  });
  return { ...of, actions: Object.fromEntries(actions) };
}

function within(action: JsonObject, exposures: readonly Exposure[], rule: Rule): JsonObject {
  const below = (name: 'else' | 'default') =>
    action[name] === undefined ? {} : { [name]: changed(objectOf(action[name]), exposures, rule) };
  const cases = Object.entries(objectOf(action.cases)).map(
    ([name, each]) => [name, changed(objectOf(each), exposures, rule)] as const,
  );
  return {
    ...changed(action, exposures, rule),
    ...below('else'),
    ...below('default'),
    ...(action.cases === undefined ? {} : { cases: Object.fromEntries(cases) }),
  };
}

function secured(action: JsonObject, properties: readonly string[]): JsonObject {
  const { runtimeConfiguration, ...rest } = action;
  const { secureData: _was, ...others } = objectOf(runtimeConfiguration);
  const settings = properties.length === 0 ? others : { ...others, secureData: { properties } };
  return Object.keys(settings).length === 0 ? rest : { ...rest, runtimeConfiguration: settings };
}
