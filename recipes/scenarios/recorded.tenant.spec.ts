import { readdirSync, readFileSync } from 'node:fs';
import type { PracticeTenant } from '@sentinel-onboarding/practice';
import { type Recording, recordedFolder, replay } from '@sentinel-onboarding/practice/spec-kit';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import { type RunResult, verdict } from '../../engine/run/run.ts';
import dropzone from '../dropzone-sentinel.recipe.ts';
import { lab } from './lab.spec-kit.ts';

const recordings = readdirSync(recordedFolder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({
    name,
    ...(JSON.parse(readFileSync(new URL(name, recordedFolder), 'utf8')) as Recording),
  }));

const workspaceName = 'soc-prod-neu';

interface Made {
  readonly applications: readonly { readonly displayName: string; readonly roles: readonly string[] }[];
}
const madeBy = ({ made }: Recording) => (made as unknown as Made).applications;
const roleGiven = (recording: Recording) => madeBy(recording).every(({ roles }) => roles.length > 0);

/** The one application a recorded run made, as the tenant holds it. */
function applicationOf(recording: Recording, tenant: PracticeTenant) {
  const [made] = madeBy(recording);
  return Object.values(tenant.state().applications).find(
    ({ displayName }) => displayName === made?.displayName,
  );
}

const whole = recordings.filter(roleGiven);
const without = recordings.filter((each) => !roleGiven(each));

/** Checks the application another program made, with the secret that program was given. */
async function verify(recording: Recording, tenant: PracticeTenant): Promise<RunResult> {
  const state = tenant.state();
  const application = applicationOf(recording, tenant);
  const workspace = Object.values(state.workspaces).find(({ name }) => name === workspaceName);
  const secret = tenant.issued().findLast(({ kind }) => kind === 'client-secret');
  if (!application || !workspace || !secret) throw new Error('the recorded run did not leave what it made');
  const program = await lab(tenant).open();
  return program.run(dropzone, 'verify', {
    answers: { application: application.appId, workspace: [workspace.id] },
    secretAnswers: { clientSecret: new Secret(secret.value) },
  });
}

const blocksNotMet = ({ picture }: RunResult) =>
  picture.steps
    .filter(({ heading, is }) => heading.severity === 'block' && is !== 'met')
    .map(({ heading: { id } }) => id);

describe('a tenant set up by programs we did not write', () => {
  it('is one of several', () => {
    expect(whole.length).toBeGreaterThan(1);
    expect(without.length).toBeGreaterThan(0);
  });

  it.each(whole)('$name: passes our verify, and nothing is written', async (recording) => {
    const { tenant } = await replay(recording);
    const before = JSON.stringify(tenant.state());
    const result = await verify(recording, tenant);
    expect(blocksNotMet(result)).toEqual([]);
    expect(verdict(result.picture)).toBe(0);
    // Neither program names an owner; a check says so, and finds nothing else.
    expect(result.plan.changes.map(({ what }) => what)).toEqual(['Ada Lind as an owner']);
    expect(JSON.stringify(tenant.state())).toBe(before);
  });

  it.each(without)('$name: where no role was given, verify says just that', async (recording) => {
    const { tenant } = await replay(recording);
    const result = await verify(recording, tenant);
    expect(blocksNotMet(result)).toContain(`assign-role:${workspaceName}`);
    expect(blocksNotMet(result)).not.toContain('grant-consent:graph');
    expect(verdict(result.picture)).not.toBe(0);
  });
});

describe('what our set-up made, read by programs we did not write', () => {
  const ours = recordings.find(({ name }) => name === 'set-up-read-back.json');
  interface Body {
    readonly value?: readonly Readonly<Record<string, unknown>>[];
  }
  const listed = (body: Body | undefined) => body?.value ?? [];

  it('is there for both: the application, its secret, its permissions, consents and role', async () => {
    if (!ours) throw new Error('the recording is gone');
    const { answers, tenant } = await replay(ours);
    const application = applicationOf(ours, tenant);
    // Our own requests come first; what reads it back begins with the Azure CLI's sign-in.
    const from = ours.requests.findIndex(({ url }) => url.includes('/userrealm/'));
    const read = (part: string) =>
      ours.requests.flatMap(({ url }, index) =>
        index > from && url.includes(part) ? [JSON.parse(answers[index] ?? '') as Body] : [],
      );
    const byBoth = read('/applications?$filter=appId');
    expect(byBoth.length).toBeGreaterThan(2);
    for (const body of byBoth) {
      expect(listed(body).map(({ id }) => id)).toEqual([application?.id]);
    }
    expect(listed(byBoth[0])).toMatchObject([
      {
        passwordCredentials: [{ displayName: application?.passwordCredentials[0]?.displayName }],
        requiredResourceAccess: application?.requiredResourceAccess,
      },
    ]);

    const [consents] = read('/appRoleAssignments');
    const [expanded] = read('$expand=appRoleAssignments');
    const resources = ['Log Analytics API', 'Microsoft Graph'];
    expect(
      listed(consents)
        .map((each) => each.resourceDisplayName)
        .sort(),
    ).toEqual(resources);
    expect(listed(expanded)).toMatchObject([{ appRoleAssignments: [{}, {}] }]);

    const roles = ours.requests.flatMap(({ method, url }, index) =>
      index > from && method === 'GET' && /\/roleAssignments\?/i.test(url) ? [answers[index] ?? ''] : [],
    );
    expect(roles).toHaveLength(2);
    for (const answer of roles) expect(answer).toContain('73c42c96-874c-492b-b04d-ab87d138a893');
  });
});
