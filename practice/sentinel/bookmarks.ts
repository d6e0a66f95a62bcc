import { ok, pageOf } from '../arm/arm.ts';
import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import { badRequest, notFound } from '../arm/errors.ts';
import type { Json, JsonObject, ResourceObject, WorkspaceObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { sentinelBody, writerOf } from './body.ts';
import { sentinelTime } from './incidents.ts';
import {
  sentinelCall as call,
  demandWrite,
  etagOf,
  sentinelExample as example,
  extension,
  incidentMissing,
  incidentOf,
  onboardedWorkspace,
  sentinelProvider as provider,
  topOf,
} from './workspace.ts';

const bookmarkType = 'Microsoft.SecurityInsights/Bookmarks';
const relationType = 'Microsoft.SecurityInsights/Incidents/relations';

const texts: Shape = { is: 'array', of: { is: 'string' } };
const any: Shape = { is: 'any' };

const bookmarkShape = sentinelBody('Bookmark', {
  displayName: { is: 'string', required: true },
  query: { is: 'string', required: true },
  queryResult: { is: 'string' },
  notes: { is: 'string' },
  labels: texts,
  tactics: texts,
  techniques: texts,
  entityMappings: {
    is: 'array',
    of: {
      is: 'object',
      type: 'BookmarkEntityMappings',
      members: {
        entityType: { is: 'string' },
        fieldMappings: {
          is: 'array',
          of: {
            is: 'object',
            type: 'EntityFieldMapping',
            members: { identifier: { is: 'string' }, value: { is: 'string' } },
          },
        },
      },
    },
  },
  ...Object.fromEntries(
    ['created', 'createdBy', 'updated', 'updatedBy', 'eventTime', 'queryStartTime', 'queryEndTime'].map(
      (name) => [name, any] as const,
    ),
  ),
});

const relationShape = sentinelBody('Relation', {
  relatedResourceId: { is: 'string', required: true },
  relatedResourceName: any,
  relatedResourceType: any,
  relatedResourceKind: any,
});

const shown = (one: ResourceObject): JsonObject => ({
  id: one.id,
  name: one.name,
  type: one.type,
  etag: one.more['etag'] ?? '',
  properties: one.properties,
});

const bookmarkId = (context: Context, workspace: WorkspaceObject): string =>
  `${workspace.id}${provider}/Bookmarks/${context.params['bookmark'] ?? ''}`;

function at(context: Context, action: string): WorkspaceObject {
  return onboardedWorkspace(context, `bookmarks/${action}`, `bookmarks/${context.params['bookmark'] ?? ''}`);
}

function putBookmark(context: Context): WireResponse {
  const workspace = at(context, 'write');
  const given = objectIn(bodyOf(context, bookmarkShape), 'properties');
  demandWrite(context, workspace, 'write');
  const id = bookmarkId(context, workspace);
  const known = context.truth.get('resources', id);
  const now = sentinelTime(context.clock.now());
  const stored = extension(
    workspace,
    {
      id,
      type: bookmarkType,
      name: context.params['bookmark'] ?? '',
      properties: {
        ...given,
        created: known?.properties['created'] ?? now,
        createdBy: known?.properties['createdBy'] ?? writerOf(context),
        updated: now,
        updatedBy: writerOf(context),
      },
    },
    etagOf(context),
  );
  context.store.put('resources', stored);
  return { status: known === undefined ? 201 : 200, body: shown(stored) };
}

function getBookmark(context: Context): WireResponse {
  const found = context.truth.get('resources', bookmarkId(context, at(context, 'read')));
  if (found === undefined)
    throw notFound('NotFound', `Bookmark '${context.params['bookmark'] ?? ''}' was not found`);
  return ok(shown(found));
}

function deleteBookmark(context: Context): WireResponse {
  const workspace = at(context, 'delete');
  demandWrite(context, workspace, 'delete');
  const id = bookmarkId(context, workspace);
  if (context.truth.get('resources', id) === undefined) return { status: 204 };
  for (const relation of context.truth.list('resources'))
    if (relation.type === relationType && pointsTo(relation, id))
      context.store.remove('resources', relation.id);
  context.store.remove('resources', id);
  return { status: 200 };
}

const pointsTo = (relation: ResourceObject, id: string): boolean =>
  String(relation.properties['relatedResourceId']).toLowerCase() === id.toLowerCase();

/** What was related to an incident by hand. */
export const relationsOf = (context: Context, incidentId: string): readonly ResourceObject[] =>
  context.truth
    .list('resources')
    .filter(
      ({ type, id }) =>
        type === relationType && id.toLowerCase().startsWith(`${incidentId.toLowerCase()}/relations/`),
    );

function related(context: Context, action: string) {
  const below = `incidents/${context.params['incident'] ?? ''}/relations`;
  const workspace = onboardedWorkspace(context, `incidents/relations/${action}`, below);
  const incident = incidentOf(context, workspace);
  if (incident === undefined) throw incidentMissing(context);
  return { workspace, incident };
}

function putRelation(context: Context): WireResponse {
  const { workspace, incident } = related(context, 'write');
  const given = objectIn(bodyOf(context, relationShape), 'properties');
  demandWrite(context, workspace, 'write');
  const to = context.truth.get('resources', textIn(given, 'relatedResourceId') ?? '');
  if (to?.type !== bookmarkType) throw badRequest('BadRequest', 'The related resource was not found.');
  const name = context.params['relation'] ?? '';
  const id = `${incident.id}/relations/${name}`;
  const known = context.truth.get('resources', id);
  const stored = extension(
    workspace,
    {
      id,
      type: relationType,
      name,
      properties: {
        relatedResourceId: to.id,
        relatedResourceName: to.name,
        relatedResourceType: bookmarkType,
      },
    },
    etagOf(context),
  );
  context.store.put('resources', stored);
  return { status: known === undefined ? 201 : 200, body: shown(stored) };
}

function listRelations(context: Context): WireResponse {
  const { incident } = related(context, 'read');
  return pageOf(context, relationsOf(context, incident.id).map(shown), topOf(context), '$skipToken');
}

function relationAt(context: Context, action: string): ResourceObject | undefined {
  const { incident } = related(context, action);
  return context.truth.get('resources', `${incident.id}/relations/${context.params['relation'] ?? ''}`);
}

function getRelation(context: Context): WireResponse {
  const found = relationAt(context, 'read');
  if (found === undefined)
    throw notFound('NotFound', `Relation '${context.params['relation'] ?? ''}' was not found`);
  return ok(shown(found));
}

function deleteRelation(context: Context): WireResponse {
  const { workspace } = related(context, 'delete');
  demandWrite(context, workspace, 'delete');
  const found = relationAt(context, 'delete');
  if (found === undefined) return { status: 204 };
  context.store.remove('resources', found.id);
  return { status: 200 };
}

/** How an entity of a bookmark is called where an incident comes with it, and which of its members an identifier is. */
const entityKinds: Readonly<
  Record<string, { readonly kind: string; readonly members: Readonly<Record<string, string>> }>
> = {
  url: { kind: 'Url', members: { url: 'url' } },
  filehash: { kind: 'FileHash', members: { algorithm: 'algorithm', value: 'hashValue' } },
  ip: { kind: 'Ip', members: { address: 'address' } },
};

/**
 * The entities of the bookmarks related to an incident, as a playbook is handed them
 * (https://learn.microsoft.com/azure/sentinel/entities-reference). Assumed: that they come with the incident as those
 * of an alert do; and entities of other kinds than these are left out here.
 */
export function entitiesOf(context: Context, incidentId: string): readonly JsonObject[] {
  return relationsOf(context, incidentId).flatMap((relation) => {
    const bookmark = context.truth.get('resources', String(relation.properties['relatedResourceId']));
    const mappings = (bookmark?.properties['entityMappings'] ?? []) as readonly JsonObject[];
    return mappings.flatMap((mapping): readonly JsonObject[] => {
      const of = entityKinds[String(mapping['entityType']).toLowerCase()];
      if (of === undefined) return [];
      const fields = (mapping['fieldMappings'] ?? []) as readonly JsonObject[];
      const properties: Record<string, Json> = {};
      for (const field of fields) {
        const member = of.members[String(field['identifier']).toLowerCase()];
        if (member !== undefined) properties[member] = field['value'] ?? null;
      }
      return [{ kind: of.kind, properties }];
    });
  });
}

const bookmark = 'bookmarks/{bookmark}';
const relation = 'incidents/{incident}/relations/{relation}';

export const bookmarkOperations: readonly Operation[] = [
  call('PUT', bookmark, 'bookmarks', [example('CreateBookmark')], putBookmark),
  call('GET', bookmark, 'bookmarks', [example('CreateBookmark')], getBookmark),
  call(
    'DELETE',
    bookmark,
    'bookmarks',
    ['https://learn.microsoft.com/rest/api/securityinsights/bookmarks/delete'],
    deleteBookmark,
    ['that what relates to it goes with it'],
  ),
  call('PUT', relation, 'incidents', [example('GetIncidentRelationByName')], putRelation, [
    'that nothing but a bookmark can be related here, and the words',
  ]),
  call('GET', relation, 'incidents', [example('GetIncidentRelationByName')], getRelation),
  call(
    'DELETE',
    relation,
    'incidents',
    ['https://learn.microsoft.com/rest/api/securityinsights/incident-relations/delete'],
    deleteRelation,
  ),
  call(
    'GET',
    'incidents/{incident}/relations',
    'incidents',
    [example('GetIncidentRelationByName')],
    listRelations,
  ),
];
