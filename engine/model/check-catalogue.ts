/**
 * Every check there is, by its ID: what it shows, in a few words. A step names the checks that it answers, and a reader
 * finds them under the area of their letters. This is the one list: an ID that isn't here doesn't compile.
 */
export const checkCatalogue = {
  'ADM-01': 'Signed in to the right tenant',
  'ADM-02': 'Can register applications',
  'ADM-03': 'Can grant admin consent',
  'ADM-04': 'Roles that could be activated',
  'ADM-05': 'Can assign Azure roles',
  'ADM-06': 'Conditions on that right',
  'ADM-07': 'Tenant policy allows the credential',
  'ADM-08': 'Locks and registered providers',
  'ADM-09': "This computer's clock is right",
  'APP-01': 'One application of this connection',
  'APP-02': 'Service principal is there and enabled',
  'APP-03': 'Signs in as itself only',
  'APP-04': 'Owned by someone in the organization',
  'PRM-01': 'API has a service principal here',
  'PRM-02': 'Application permissions are declared',
  'PRM-03': 'Application permissions are granted',
  'PRM-04': 'Not only delegated',
  'PRM-05': 'Nothing granted that is not needed',
  'PRM-06': 'No permission is being retired',
  'PRM-07': 'Its token holds the permissions',
  'CRD-01': 'Secret is the one of this application',
  'CRD-02': 'Gets a token for each resource',
  'CRD-03': 'Credential is valid for long enough',
  'CRD-04': 'No unknown credentials',
  'WSP-01': 'Workspace IDs agree',
  'WSP-02': 'Microsoft Sentinel is on',
  'WSP-03': 'Holds the needed role',
  'WSP-04': 'Holds no wider role',
  'WSP-05': 'Queries from public networks',
  'WSP-06': 'Which portal decides on access',
  'DAT-01': 'Reads logs as the application',
  'DAT-02': 'Lists incidents as the application',
  'DAT-03': 'Can write incidents, if it is to',
  'DAT-04': 'How late data arrives',
  'DAT-05': 'Queries of the vendor run',
  'DAT-06': 'Reads security alerts of Microsoft Graph',
  'PB-01': 'Playbooks are deployed and enabled',
  'PB-02': 'Playbooks hold their role',
  'PB-03': 'Key vault, its secret and who reads it',
  'PB-04': 'Connections are authorized',
  'PB-05': 'Automation rules start the playbooks',
  'PB-06': 'Microsoft Sentinel can run playbooks',
  'PB-07': 'Trigger URL is stored',
  'PB-08': 'Last runs succeeded',
  'PB-09': 'Secrets are hidden in run history',
  'PB-10': 'Scan playbooks scan what they are given',
  'EXP-01': 'Connection profile is complete',
} as const;

/** An ID of the catalogue, such as 'WSP-05'. */
export type CheckId = keyof typeof checkCatalogue;

/** The areas a check is read by, in order, by the letters of their IDs. */
export const checkAreas = [
  ['ADM', 'You'],
  ['APP', 'Application'],
  ['PRM', 'Permissions'],
  ['CRD', 'Credential'],
  ['WSP', 'Workspaces'],
  ['DAT', 'Data'],
  ['PB', 'Playbooks'],
  ['EXP', 'Profile'],
] as const satisfies readonly (readonly [CheckId extends `${infer Area}-${number}` ? Area : never, string])[];
