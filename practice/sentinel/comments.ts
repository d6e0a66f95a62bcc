import { ok, pageOf } from '../arm/arm.ts';
import { bodyOf, objectIn, textIn } from '../arm/body.ts';
import { badRequest, notFound } from '../arm/errors.ts';
import type { JsonObject, ResourceObject, WorkspaceObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { sentinelBody, writerOf } from './body.ts';
import { commentsOf, commentType, type IncidentShown, sentinelTime } from './incidents.ts';
import {
  sentinelCall as call,
  demandWrite,
  etagOf,
  sentinelExample as example,
  extension,
  incidentMissing,
  incidentOf,
  onboardedWorkspace,
  topOf,
} from './workspace.ts';

const commentShown = (comment: ResourceObject): JsonObject => ({
  id: comment.id,
  name: comment.name,
  type: commentType,
  etag: comment.more['etag'] ?? '',
  properties: comment.properties,
});

const commentShape = sentinelBody('IncidentComment', {
  message: { is: 'string', required: true },
  createdTimeUtc: { is: 'any' },
  lastModifiedTimeUtc: { is: 'any' },
  author: { is: 'any' },
});

function withComments(
  context: Context,
  action: string,
): { workspace: WorkspaceObject; incident: IncidentShown } {
  const below = `incidents/${context.params['incident'] ?? ''}/comments`;
  const workspace = onboardedWorkspace(context, `incidents/comments/${action}`, below);
  const incident = incidentOf(context, workspace);
  if (incident === undefined) throw incidentMissing(context);
  return { workspace, incident };
}

const commentIn = (context: Context, incident: IncidentShown): ResourceObject | undefined => {
  const wanted = (context.params['comment'] ?? '').toLowerCase();
  return commentsOf(context, incident.id).find((one) => one.name.toLowerCase() === wanted);
};

function putComment(context: Context): WireResponse {
  const { workspace, incident } = withComments(context, 'write');
  const body = bodyOf(context, commentShape);
  const message = textIn(objectIn(body, 'properties'), 'message') ?? '';
  if (message.length > 30_000)
    throw badRequest('BadRequest', 'The comment exceeds the maximum length of 30000 characters.');
  demandWrite(context, workspace, 'write');
  const known = commentIn(context, incident);
  if (known === undefined && commentsOf(context, incident.id).length >= 100)
    throw badRequest('BadRequest', 'The incident has reached the maximum number of 100 comments.');
  const now = sentinelTime(context.clock.now());
  const name = known?.name ?? context.params['comment'] ?? '';
  const stored = extension(
    workspace,
    {
      id: `${incident.id}/comments/${name}`,
      type: commentType,
      name,
      properties: {
        message,
        createdTimeUtc: known?.properties['createdTimeUtc'] ?? now,
        lastModifiedTimeUtc: now,
        author: known?.properties['author'] ?? writerOf(context),
      },
    },
    etagOf(context),
  );
  context.store.put('resources', stored);
  return { status: known === undefined ? 201 : 200, body: commentShown(stored) };
}

function listComments(context: Context): WireResponse {
  const { incident } = withComments(context, 'read');
  return pageOf(context, commentsOf(context, incident.id).map(commentShown), topOf(context), '$skipToken');
}

function getComment(context: Context): WireResponse {
  const { incident } = withComments(context, 'read');
  const found = commentIn(context, incident);
  if (found === undefined)
    throw notFound('NotFound', `Comment '${context.params['comment'] ?? ''}' was not found`);
  return ok(commentShown(found));
}

function deleteComment(context: Context): WireResponse {
  const { workspace, incident } = withComments(context, 'delete');
  demandWrite(context, workspace, 'delete');
  const found = commentIn(context, incident);
  if (found === undefined) return { status: 204 };
  context.store.remove('resources', found.id);
  return { status: 200 };
}

const list = 'incidents/{incident}/comments';
const comment = `${list}/{comment}`;

export const commentOperations: readonly Operation[] = [
  call('GET', list, 'incidents', [example('GetAllIncidentComments')], listComments),
  call(
    'GET',
    comment,
    'incidents',
    ['https://learn.microsoft.com/rest/api/securityinsights/incident-comments/get'],
    getComment,
  ),
  call('PUT', comment, 'incidents', [example('CreateIncidentComment')], putComment, [
    'at most 100 comments of 30,000 characters, and the words that say so',
  ]),
  call(
    'DELETE',
    comment,
    'incidents',
    ['https://learn.microsoft.com/rest/api/securityinsights/incident-comments/delete'],
    deleteComment,
  ),
];
