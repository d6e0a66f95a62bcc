import { parseAnswers } from '../../engine/model/answers.ts';
import type { Question } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { refused } from '../../host/input/bad-input.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';
import type { World } from '../../recipes/catalogue/step.ts';

const field = 'application';

/**
 * The questions of a check that begins with an application, answered from what it holds. `named` is its client id;
 * empty for the application that is signed in itself.
 * @throws BadInput where it is no client id, or that of no application of this tenant; ProblemError where nobody may look
 */
export async function askedOfApplication(
  recipe: Recipe<World>,
  microsoft: Microsoft,
  named: string,
): Promise<readonly Question[]> {
  const clientId = named.trim().toLowerCase();
  if (clientId !== '' || microsoft.signedInAs.kind !== 'application')
    await checkNamed(recipe, microsoft, clientId);
  const given = clientId === '' ? {} : { [field]: clientId };
  return recipe.choose({ microsoft }, { given, checks: true });
}

async function checkNamed(recipe: Recipe<World>, microsoft: Microsoft, clientId: string): Promise<void> {
  const where = 'Copy "Application (client) ID" from the overview page of the application.';
  if (clientId === '') throw refused(field, 'No client ID is given.', where);
  const asks = recipe.questions.filter(({ id }) => id === field);
  if (asks.length === 0)
    throw refused(field, 'This product does not sign in as an application.', 'Leave it out.');
  if ('refusals' in parseAnswers(asks, { [field]: clientId }, 'offline'))
    throw refused(field, 'That is not a client ID: it is not a GUID.', where);
  if (clientId === microsoft.tenantId.toLowerCase())
    throw refused(field, 'That is the ID of the tenant, not of an application.', where);
  const { applications, servicePrincipals } = microsoft;
  const [application, principal] = await Promise.all([
    applications.byAppId(clientId),
    servicePrincipals.byAppId(clientId),
  ]);
  if (application || principal) return;
  // What people paste instead: the object id beside it on the same page.
  const [byObject, enterprise] = await Promise.all([
    applications.byObjectId(clientId),
    servicePrincipals.byId(clientId),
  ]);
  const meant = byObject?.appId ?? enterprise?.appId;
  if (meant !== undefined) {
    const of = byObject?.displayName ?? enterprise?.displayName ?? 'an application';
    throw refused(field, `That is the object ID of ${of}, not its client ID.`, `Its client ID is ${meant}.`);
  }
  throw refused(
    field,
    'No application in this tenant has that client ID.',
    'Check it, or sign in to the tenant the application belongs to.',
  );
}
