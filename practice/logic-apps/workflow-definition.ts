import { badRequest } from '../arm/errors.ts';
import type { Json, JsonObject } from '../core/contents.ts';

const objectOf = (value: Json | undefined): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};

const invalid = (why: string) => badRequest('InvalidTemplate', `The template validation failed: '${why}'.`);

const sections = new Set([
  '$schema',
  'contentVersion',
  'parameters',
  'triggers',
  'actions',
  'outputs',
  'staticResults',
  'metadata',
  'description',
]);

/**
 * Refuses a definition Logic Apps would not save
 * (https://learn.microsoft.com/azure/logic-apps/logic-apps-workflow-definition-language). Assumed: the words.
 */
export function demandDefinition(definition: Json | undefined): JsonObject {
  const given = objectOf(definition);
  if (typeof given['$schema'] !== 'string')
    throw badRequest('InvalidTemplate', "The workflow definition's required property '$schema' is missing.");
  for (const name of Object.keys(given))
    if (!sections.has(name)) throw invalid(`Could not find member '${name}' on object of type 'Template'`);
  const triggers = Object.entries(objectOf(given['triggers']));
  if (triggers.length > 10) throw invalid('The template has more than 10 triggers');
  for (const [name, trigger] of triggers)
    if (typeof objectOf(trigger)['type'] !== 'string') throw invalid(`The trigger '${name}' has no type`);
  demandActions(objectOf(given['actions']), true);
  return given;
}

function demandActions(actions: JsonObject, outermost: boolean): void {
  for (const [name, value] of Object.entries(actions)) {
    const action = objectOf(value);
    if (typeof action['type'] !== 'string') throw invalid(`The action '${name}' has no type`);
    // https://learn.microsoft.com/azure/logic-apps/logic-apps-create-variables-store-values#initialize-variable
    if (action['type'] === 'InitializeVariable' && !outermost)
      throw invalid(`The variable action '${name}' of type 'InitializeVariable' is nested in an action`);
    for (const earlier of Object.keys(objectOf(action['runAfter'])))
      if (actions[earlier] === undefined)
        throw invalid(
          `The 'runAfter' property of template action '${name}' contains non-existent action: '${earlier}'`,
        );
    for (const inner of actionsWithin(action)) demandActions(inner, false);
  }
}

/** The lists of actions an action holds: a loop's, a condition's two. */
export function actionsWithin(action: JsonObject): readonly JsonObject[] {
  return [objectOf(action['actions']), objectOf(objectOf(action['else'])['actions'])];
}
