/**
 * `npm run practice:planted`: is the practice tenant's suite worth its color? Plants one fault after another in a
 * copy of it and shows that a spec turns red each time; the copy without a fault must be green.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A mistake somebody could make, as a change of one text in one file, and the spec that must notice it. */
interface Planted {
  readonly mistake: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly spec: string;
  /** Words of the promise that is broken, so that no more runs than must. */
  readonly promise: string;
}

const all: readonly Planted[] = [
  {
    mistake: 'an answer lacks a field of the official example',
    file: 'entra/shapes.ts',
    from: 'publisherDomain: context.tenant.domains[0] ?? null,',
    to: '',
    spec: 'entra/examples.tenant.spec.ts',
    promise: 'application-get',
  },
  {
    mistake: 'an answer has a field of another type',
    file: 'entra/shapes.ts',
    from: 'accountEnabled: principal.accountEnabled,',
    to: 'accountEnabled: String(principal.accountEnabled),',
    spec: 'entra/examples.tenant.spec.ts',
    promise: 'serviceprincipal-get',
  },
  {
    mistake: 'a token for another API is accepted',
    file: 'login/tokens.ts',
    from: "if (!cloud.audiences[api].includes(audience)) return 'audience';",
    to: '',
    spec: 'login/tokens.tenant.spec.ts',
    promise: 'refuses a token made for each of the others',
  },
  {
    mistake: 'an expired token is accepted',
    file: 'login/tokens.ts',
    from: 'const clockTolerance = 300;',
    to: 'const clockTolerance = 300_000;',
    spec: 'login/tokens.tenant.spec.ts',
    promise: 'refuses an expired token',
  },
  {
    mistake: 'another tenant’s token is accepted',
    file: 'login/tokens.ts',
    from: "return 'issuer';",
    to: 'return callerOf(claims);',
    spec: 'login/tokens.tenant.spec.ts',
    promise: 'refuses another practice tenant’s token',
  },
  {
    mistake: 'the roles claim is there even when nothing was granted',
    file: 'login/tokens.ts',
    from: 'subject.roles.length > 0 ? { roles:',
    to: 'subject.roles.length >= 0 ? { roles:',
    spec: 'login/tokens.tenant.spec.ts',
    promise: 'an app-only token is issued without any grant',
  },
  {
    mistake: 'a Cloud Application Administrator may consent to Microsoft Graph',
    file: 'entra/rights.ts',
    from: "resource.appId === graphAppId ? 'grantGraphRoles' : 'grantOtherRoles'",
    to: "resource.appId === graphAppId ? 'grantOtherRoles' : 'grantOtherRoles'",
    spec: 'entra/rights.tenant.spec.ts',
    promise: 'consent to Microsoft Graph',
  },
  {
    mistake: 'Application.ReadWrite.All is enough to grant',
    file: 'entra/rights.ts',
    from: "appRoles: ['AppRoleAssignment.ReadWrite.All'],",
    to: "appRoles: ['AppRoleAssignment.ReadWrite.All', 'Application.ReadWrite.All'],",
    spec: 'entra/rights.tenant.spec.ts',
    promise: 'consent to the Log Analytics API',
  },
  {
    mistake: 'an operation without a rights row',
    file: 'catalogue/graph-rights.ts',
    from: "'graph GET /groups': 'readApplications',",
    to: '',
    spec: 'catalogue/rights.tenant.spec.ts',
    promise: 'is said of every operation',
  },
  {
    mistake: 'a right names a permission that nobody can be granted',
    file: 'entra/rights.ts',
    from: "appRoles: ['SecurityAlert.Read.All'],",
    to: "appRoles: ['SecurityAlerts.Read.All'],",
    spec: 'catalogue/rights.tenant.spec.ts',
    promise: 'is known to the tenant',
  },
  {
    mistake: 'an operation with a rights row asks for no right',
    file: 'entra/people.ts',
    from: "demand(context, 'readOrganization');",
    to: '',
    spec: 'catalogue/rights.tenant.spec.ts',
    promise: 'whoever holds nothing is refused',
  },
  {
    mistake: 'an operation with a rights row asks for another right',
    file: 'rbac/role-schedules.ts',
    from: "'Microsoft.Authorization/locks/read'",
    to: "'Microsoft.Authorization/roleAssignments/read'",
    spec: 'catalogue/rights.tenant.spec.ts',
    promise: 'whoever holds nothing is refused',
  },
  {
    mistake: 'a code is redeemed without its verifier',
    file: 'login/token.ts',
    from: 'if (made !== grant.challenge) refuseOAuth(context, 501481);',
    to: '',
    spec: 'login/login.tenant.spec.ts',
    promise: 'refuses a wrong verifier',
  },
  {
    mistake: 'a secret is shown again in lists',
    file: 'entra/shapes.ts',
    from: 'secretText: null,',
    to: 'secretText: credential.secretHash,',
    spec: 'entra/graph.tenant.spec.ts',
    promise: 'is shown once, with a hint',
  },
  {
    mistake: 'a unique name is free again after a soft delete',
    file: 'entra/applications.ts',
    from: "was.kind === 'applications' && was.object.uniqueName === uniqueName",
    to: "was.kind === 'applications' && was.object.uniqueName === `${uniqueName}?`",
    spec: 'entra/graph.tenant.spec.ts',
    promise: 'keeps its unique name',
  },
  {
    mistake: 'a repeated grant makes a second one',
    file: 'entra/grants.ts',
    from: "if (taken) return refuseBody(context, 'Permission being assigned already exists on the object');",
    to: '',
    spec: 'entra/graph.tenant.spec.ts',
    promise: 'is granted once from either side',
  },
  {
    mistake: 'unknown properties are let through',
    file: 'entra/bodies.ts',
    from: 'if (check === undefined) {',
    to: "if (check === undefined && name === '') {",
    spec: 'entra/graph.tenant.spec.ts',
    promise: 'is refused with an unknown property',
  },
  {
    mistake: 'replicas never lag',
    file: 'core/store.ts',
    from: 'if (factor === 0) return this.authoritative();',
    to: 'return this.authoritative();',
    spec: 'entra/graph.tenant.spec.ts',
    promise: 'a new application is unknown to addPassword',
  },
  {
    mistake: 'notActions take nothing away',
    file: 'rbac/rbac.ts',
    from: "const withheld = plane === 'actions' ? entry.notActions : entry.notDataActions;",
    to: 'const withheld: readonly string[] = [];',
    spec: 'rbac/rbac.spec.ts',
    promise: 'notActions take away from their own role only',
  },
  {
    mistake: 'a fault after the commit strikes before it',
    file: 'core/weather.ts',
    from: "return fault.when === 'after';",
    to: 'return false;',
    spec: 'core/weather.tenant.spec.ts',
    promise: 'after the commit loses the answer and keeps the write',
  },
  {
    mistake: 'control answers without its token',
    file: 'server/control.ts',
    from: 'if (!knowsToken(request, token))',
    to: "if (!knowsToken(request, token) && token === '')",
    spec: 'server/serve.program.spec.ts',
    promise: 'refuses a request',
  },
  {
    mistake: 'control answers under any name',
    file: 'server/control.ts',
    from: 'if (host === undefined || !own.includes(host))',
    to: 'if (host === undefined)',
    spec: 'server/serve.program.spec.ts',
    promise: 'refuses a request under another name',
  },
];

// `-- word` plants only the mistakes that say it.
const wanted = process.argv[2] ?? '';
const planted = all.filter(({ mistake }) => mistake.includes(wanted));

const root = fileURLToPath(new URL('..', import.meta.url));

function specs(folder: string, spec: string, promise: string): Promise<boolean> {
  const words = [
    'vitest',
    'run',
    `practice/${spec}`,
    '-t',
    promise.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  ];
  return new Promise((resolve) => {
    execFile('npx', words, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } }, (error, stdout) => {
      // Green needs at least one spec that ran and passed.
      resolve(error === null && /Tests\s+\d+ passed/.test(stdout));
    });
  });
}

const folder = await mkdtemp(path.join(tmpdir(), 'planted-'));
let missed = 0;
try {
  const setUp = 'scripts/temporary-folder.mjs';
  for (const name of ['practice', 'vitest.config.ts', setUp, 'package.json', 'tsconfig.json', 'docs']) {
    await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const { mistake, file, from, to, spec, promise } of planted) {
    const target = path.join(folder, 'practice', file);
    const sound = await readFile(target, 'utf8');
    const spoilt = sound.replaceAll(from, () => to);
    const green = await specs(folder, spec, promise);
    await writeFile(target, spoilt);
    const red = spoilt !== sound && !(await specs(folder, spec, promise));
    await writeFile(target, sound);
    if (!green || !red) missed += 1;
    const words =
      spoilt === sound
        ? 'not planted: its text is gone'
        : !green
          ? 'red without it'
          : red
            ? 'caught'
            : 'MISSED';
    process.stdout.write(`${words}: ${mistake} (${spec})\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write(`${planted.length - missed} of ${planted.length} planted faults are caught\n`);
process.exitCode = missed === 0 ? 0 : 1;
