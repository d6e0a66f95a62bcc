import type { Problem } from '../../engine/model/problem.ts';
import type { Json, JsonObject } from '../../microsoft/contract/microsoft.ts';
import { endsAsCancelled, objectOf, pathOf } from './definition.ts';
import { playbooks } from './playbooks.ts';

/** A condition that ends the run where there is something to do, and continues where there is nothing. */
export interface Inverted {
  /** The condition's name, which is unique in a definition. */
  readonly action: string;
  /** The list it counts, as the definition reads it: "body('Entities_-_Get_URLs')?['URLs']". */
  readonly counts: string;
  /** As it stands. */
  readonly expression: Json;
}

/**
 * The conditions that end a run as cancelled if a list that Microsoft Sentinel found entities for is not empty. The
 * template that was read has one, in the playbook that scans URLs: a run with a URL ends before it scans, and one without
 * waits for nothing (https://github.com/intezer/microsoft-sentinel-integration, playbooks/azuredeploy.json at bb3b881).
 * Names do not count; the definition's structure does.
 */
export function invertedIn(definition: JsonObject): readonly Inverted[] {
  const actions = Object.entries(objectOf(definition.actions));
  const lists = new Set(
    actions.filter(([, action]) => findsEntities(objectOf(action))).map(([name]) => name),
  );
  return actions.flatMap(([action, value]) => {
    const { type, actions: whenTrue, expression = null } = objectOf(value);
    const counts = countedWhereNotEmpty(expression);
    const from = counts === undefined ? undefined : /^body\('([^']+)'\)/u.exec(counts)?.[1];
    if (type !== 'If' || counts === undefined || from === undefined || !lists.has(from)) return [];
    return Object.values(objectOf(whenTrue)).some((each) => endsAsCancelled(objectOf(each)))
      ? [{ action, counts, expression }]
      : [];
  });
}

/** The definition with those conditions the right way around: the run ends where the list is empty. */
export const withCorrected = (definition: JsonObject, inverted: readonly Inverted[]): JsonObject =>
  withExpressions(
    definition,
    new Map(inverted.map(({ action, counts }) => [action, { and: [{ equals: [`@length(${counts})`, 0] }] }])),
  );

/** The definition with those conditions as they were. */
export const withPublished = (definition: JsonObject, inverted: readonly Inverted[]): JsonObject =>
  withExpressions(definition, new Map(inverted.map(({ action, expression }) => [action, expression])));

function withExpressions(definition: JsonObject, expressions: ReadonlyMap<string, Json>): JsonObject {
  const actions = Object.entries(objectOf(definition.actions)).map(([name, action]) => {
    const expression = expressions.get(name);
    return [name, expression === undefined ? action : { ...objectOf(action), expression }] as const;
  });
  return { ...definition, actions: Object.fromEntries(actions) };
}

/** Microsoft Sentinel's connector: https://learn.microsoft.com/connectors/azuresentinel, "Entities - Get …". */
const findsEntities = (action: JsonObject): boolean =>
  action.type === 'ApiConnection' && /^\/entities\/\w+$/u.test(pathOf(action));

/** The list a condition counts and that makes it hold by not being empty; undefined for every other condition. */
function countedWhereNotEmpty(condition: Json): string | undefined {
  const [only, ...more] = Object.entries(objectOf(condition));
  if (only === undefined || more.length > 0) return undefined;
  const [name, operands] = only;
  const list = Array.isArray(operands) ? (operands as readonly Json[]) : [];
  switch (name) {
    case 'and':
    case 'or':
      return list.length === 1 ? countedWhereNotEmpty(list[0] ?? null) : undefined;
    case 'not':
      return counted(objectOf(operands).equals, 0);
    case 'greater':
      return counted(operands, 0);
    case 'greaterOrEquals':
      return counted(operands, 1);
    default:
      return undefined;
  }
}

/** What `["@length(…)", number]` counts. */
function counted(operands: Json | undefined, number: number): string | undefined {
  const [left, right, ...more] = Array.isArray(operands) ? (operands as readonly Json[]) : [];
  if (typeof left !== 'string' || right !== number || more.length > 0) return undefined;
  return /^@length\((.+)\)$/u.exec(left)?.[1];
}

/**
 * That the definition as it stands never scans.
 * @param remedy the step that corrects it; none where nothing is deployed yet
 */
export function neverScans(remedy?: string): Problem {
  return {
    code: 'scan-never-scans',
    title: `${playbooks['scan-url'].title}, as Intezer publishes it, never scans a URL`,
    because:
      "Its condition is the wrong way around: with URLs the run ends as Cancelled, and without any it waits 10 minutes and ends as Succeeded. That is in Intezer's template, not in this app.",
    remedies: remedy === undefined ? [{ do: 'redo', step: 'questions' }] : [{ do: 'redo', step: remedy }],
  };
}
