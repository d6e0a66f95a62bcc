import { z } from 'zod';

/** Patterns carry no flags: JSON Schema has none, and the schema is published (docs/profile.schema.json). */
const guidPattern = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const guid = z
  .string('This is not a text.')
  .regex(new RegExp(`^${guidPattern}$`), 'This is not a GUID.')
  .refine((text) => !/^[0-]+$/.test(text), "A GUID of zeros isn't valid.");
const time = z
  .string('This is not a text.')
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/, 'This is not a time in UTC (ISO 8601).')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'There is no such time.');
const text = z.string('This is not a text.').max(65_536, 'This is too long.');
const texts = z.array(text, 'This is not a list.').max(10_000, 'This is too long.');

/** ARM IDs mean the same in any case (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules). */
const anyCase = (word: string): string =>
  word.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
/** A name in an ARM ID: nothing that would end the segment, the path or the line. */
const segment = (most: number): string => `[^/?#\\\\\\u0000-\\u001f\\u007f-\\u009f]{1,${most}}`;
const armId = z
  .string('This is not a text.')
  .regex(
    new RegExp(
      `^/${anyCase('subscriptions')}/${guidPattern}/${anyCase('resourceGroups')}/${segment(90)}/${anyCase('providers')}/${anyCase('Microsoft')}\\.${anyCase('OperationalInsights')}/${anyCase('workspaces')}/${segment(63)}$`,
    ),
    'This is not the ARM ID of a Log Analytics workspace.',
  );
const scope = z
  .string('This is not a text.')
  .regex(new RegExp(`^/(?:${segment(260)}(?:/${segment(260)}){0,20})?$`), 'This is not a scope in Azure.');
const assignmentId = z
  .string('This is not a text.')
  .regex(
    new RegExp(
      `^(?:/${segment(260)}){0,20}/${anyCase('providers')}/${anyCase('Microsoft')}\\.${anyCase('Authorization')}/${anyCase('roleAssignments')}/${guidPattern}$`,
    ),
    'This is not the ARM ID of a role assignment.',
  );
const directoryId = z
  .string('This is not a text.')
  .regex(/^[A-Za-z0-9_-]{1,128}$/, 'This is not the id of an object in Microsoft Entra.');

/**
 * The shape of a connection profile, version 1. Strict at every depth except `form` (the vendor's fields) and
 * `proof` (what was seen): an unknown field is refused, not ignored. In `proof`, `objects` is strict again,
 * because other tools import what it names.
 */
export const profileSchema = z.strictObject({
  profile: z.literal(1),
  recipe: z.string('This is not a text.').regex(/^[a-z0-9-]{1,64}$/, 'This is not the name of a recipe.'),
  createdAt: time,
  practice: z.boolean('This is neither true nor false.'),
  cloud: z.enum(['public', 'usgov', 'usgov-dod', 'china'], 'This is not a cloud that is known.'),
  tenantId: guid,
  tenantName: text,
  clientId: guid.optional(),
  credential: z
    .strictObject({
      kind: z.enum(['secret', 'certificate', 'federated'], 'This is not a kind of credential.'),
      keyId: text,
      expiresAt: z.union([time, z.literal('')], 'This is not a time in UTC (ISO 8601).'),
    })
    .optional(),
  clientSecret: text.optional(),
  workspaces: z
    .array(
      z.strictObject({
        workspaceName: text,
        workspaceId: guid,
        subscriptionId: guid,
        resourceGroup: text,
        region: text,
        armId,
      }),
      'This is not a list.',
    )
    .max(1_000, 'This is too long.'),
  permissions: texts,
  roles: texts,
  form: z.record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,63}$/, 'This is not the name of a field.'),
    z.union(
      [text, z.number(), z.boolean(), texts],
      'This is neither a text, a number, yes or no, nor a list.',
    ),
  ),
  proof: z.looseObject({
    objects: z
      .strictObject({
        application: z.strictObject({
          objectId: guid,
          displayName: text,
          uniqueName: text.optional(),
          ours: z.boolean('This is neither true nor false.'),
        }),
        servicePrincipalId: guid,
        apis: z
          .array(
            z.strictObject({
              appId: guid,
              title: text,
              servicePrincipalId: guid,
              permissions: z
                .array(
                  z.strictObject({ permission: text, appRoleId: guid, grantId: directoryId.optional() }),
                  'This is not a list.',
                )
                .max(400, 'This is too long.'),
            }),
            'This is not a list.',
          )
          .max(50, 'This is too long.'),
        roleAssignments: z
          .array(z.strictObject({ id: assignmentId, role: text, roleId: guid, scope }), 'This is not a list.')
          .max(1_000, 'This is too long.'),
      })
      .optional(),
  }),
  integrity: z.string('This is not a text.').regex(/^[0-9a-f]{64}$/, 'This is not a SHA-256.'),
});

/** The schema as it is published: JSON Schema, draft 2020-12. */
export function publishedSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(profileSchema, { target: 'draft-2020-12' });
  return {
    $schema,
    title: 'Connection profile, version 1',
    description:
      "The parts of a connection of Microsoft Sentinel to a vendor. integrity is the SHA-256, in hex, of everything but clientSecret and integrity, as JSON with sorted keys and no spaces. A schema can't check it.",
    ...rest,
    dependentRequired: { clientId: ['credential'], credential: ['clientId'], clientSecret: ['credential'] },
  };
}
