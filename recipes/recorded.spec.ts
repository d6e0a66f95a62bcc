import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type RunResult, verdict } from '../engine/run.ts';
import { Secret } from '../engine/secret.ts';
import { type Recording, replay } from '../practice/recording.spec-kit.ts';
import type { PracticeTenant } from '../practice/tenant.ts';
import dropzone from './dropzone-sentinel.recipe.ts';
import { desk } from './practice-world.spec-kit.ts';

const folder = new URL('../practice/recorded/', import.meta.url);
const recordings = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, ...(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Recording) }));

/** What the recorded programs call their applications. */
const connector = /^(AZ|M365) Connector$/;
const workspaceName = 'soc-prod-neu';

const roleGiven = ({ made }: Recording) =>
  (made as { applications: { roles: string[] }[] }).applications.every(({ roles }) => roles.length > 0);
const whole = recordings.filter(roleGiven);
const without = recordings.filter((each) => !roleGiven(each));

/** Checks the application another program made, with the secret that program was given. */
async function verify(tenant: PracticeTenant): Promise<RunResult> {
  const state = tenant.state();
  const application = Object.values(state.applications).find((each) => connector.test(each.displayName));
  const workspace = Object.values(state.workspaces).find(({ name }) => name === workspaceName);
  const secret = tenant.issued().findLast(({ kind }) => kind === 'client-secret');
  if (!application || !workspace || !secret) throw new Error('the recorded run did not leave what it made');
  const program = await desk(tenant).open();
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
    const result = await verify(tenant);
    expect(blocksNotMet(result)).toEqual([]);
    expect(verdict(result.picture)).toBe(0);
    expect(result.plan.changes).toEqual([]);
    expect(JSON.stringify(tenant.state())).toBe(before);
  });

  it.each(without)('$name: where no role was given, verify says just that', async (recording) => {
    const { tenant } = await replay(recording);
    const result = await verify(tenant);
    expect(blocksNotMet(result)).toContain(`assign-role:${workspaceName}`);
    expect(blocksNotMet(result)).not.toContain('grant-consent:graph');
    expect(verdict(result.picture)).not.toBe(0);
  });
});
