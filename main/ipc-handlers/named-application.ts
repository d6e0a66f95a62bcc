import { parseAnswers } from '../../engine/model/answers.ts';
import type { Question } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { refused } from '../../host/input/bad-input.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';
import type { World } from '../../recipes/catalogue/step.ts';

const field = 'application';

/**
 * The questions of a check that starts from an application, answered from its roles and permissions. `named`
 * is its client ID, or empty for the signed-in application itself.
 * @throws BadInput if it isn't a client ID, or not of an application in this tenant. ProblemError if the
 * tenant can't be read
 */
export async function askedOfApplication(
  recipe: Recipe<World>,
  world: World,
  named: string,
): Promise<readonly Question[]> {
  const { microsoft } = world;
  const clientId = named.trim().toLowerCase();
  if (clientId !== '' || microsoft.signedInAs.kind !== 'application')
    await checkNamed(recipe, microsoft, clientId);
  const given = clientId === '' ? {} : { [field]: clientId };
  return recipe.choose(world, { given, checks: true });
}

async function checkNamed(recipe: Recipe<World>, microsoft: Microsoft, clientId: string): Promise<void> {
  const where = 'Copy "Application (client) ID" from the overview page of the application.';
  if (clientId === '') throw refused(field, 'No client ID entered.', where);
  const asks = recipe.questions.filter(({ id }) => id === field);
  if (asks.length === 0)
    throw refused(field, "This product doesn't sign in as an application.", 'Leave it out.');
  if ('refusals' in parseAnswers(asks, { [field]: clientId }, 'offline'))
    throw refused(field, "That isn't a client ID. A client ID is a GUID.", where);
  if (clientId === microsoft.tenantId.toLowerCase())
    throw refused(field, "That's the tenant ID, not an application's.", where);
  const { applications, servicePrincipals } = microsoft;
  const [application, principal] = await Promise.all([
    applications.byAppId(clientId),
    servicePrincipals.byAppId(clientId),
  ]);
  if (application || principal) return;
  // People often paste the object ID, which is on the same page.
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
