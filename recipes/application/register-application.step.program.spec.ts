import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { clouds } from '../../microsoft/http/clouds.ts';
import { registerApplication } from './register-application.step.ts';

const application = {
  appId: 'client',
  appObjectId: 'object',
  displayName: 'Dropzone',
  signInAudience: 'AzureADMyOrg',
  tags: ['sentinel-onboarding'],
};
const servicePrincipal = {
  id: 'sp',
  appId: 'client',
  displayName: 'Dropzone',
  accountEnabled: true,
  appRoles: [],
};
const may = (register: string) => ({ rights: { register: { is: register, role: '' } } }) as never;
const seen = (of: object) =>
  ({
    application: undefined,
    servicePrincipal: undefined,
    uniqueName: 'sentinel-onboarding-dropzone-ai-1',
    portal: 'https://portal.azure.com',
    graph: 'https://graph.microsoft.com',
    at: '2026-11-22T10:00:00Z',
    ...of,
  }) as never;
const ours = registerApplication({
  vendor: 'Dropzone AI',
  key: 'dropzone-ai',
  name: 'Dropzone',
  existing: '',
});
const adopted = registerApplication({
  vendor: 'Dropzone AI',
  key: 'dropzone-ai',
  name: 'Dropzone',
  existing: 'client',
});

describe('register-application', () => {
  it('plans the application and its service principal', () => {
    expect(ours.judge(seen({}), may('yes'))).toMatchObject({
      is: 'unmet',
      changes: [{ what: 'Dropzone' }, { what: 'Its service principal' }],
    });
  });

  it('plans only the service principal where the application is there', () => {
    expect(ours.judge(seen({ application }), may('yes'))).toMatchObject({
      is: 'unmet',
      changes: [{ what: 'Its service principal' }],
    });
  });

  it('gives the ids of what it saw', () => {
    expect(ours.judge(seen({ application, servicePrincipal }), may('yes'))).toMatchObject({
      is: 'met',
      facts: { clientId: 'client', appObjectId: 'object', servicePrincipalId: 'sp', appName: 'Dropzone' },
    });
  });

  it('a disabled one is blocked', () => {
    expect(
      ours.judge(
        seen({ application, servicePrincipal: { ...servicePrincipal, accountEnabled: false } }),
        may('yes'),
      ).is,
    ).toBe('blocked');
  });

  it.each(Object.values(clouds))(
    'whoever registers it in their place does so in $name, under the name it is found by, whatever it is called',
    ({ portal, graph }) => {
      const hostile = registerApplication({ vendor: 'V', key: 'v', name: "O'Hara $(id) `id`", existing: '' });
      const finding = hostile.judge(seen({ portal, graph }), may('no'));
      const problem = 'problem' in finding ? finding.problem : undefined;
      const lines = (problem?.remedies ?? [])
        .flatMap((each) => (each.do === 'ask-someone' ? each.message.split('\n') : []))
        .filter((line) => line.startsWith('  az '))
        .slice(0, 2);
      expect(lines).toHaveLength(2);
      for (const line of lines) expect(line).toContain(`--resource ${graph} --url '${graph}/v1.0/`);
      // The shell itself says what it would hand to the program.
      const said = execFileSync('bash', ['-c', `az() { printf '%s\\n' "$@"; }; ${lines[0]}`]).toString();
      const words = said.trim().split('\n');
      expect(words).toContain(`${graph}/v1.0/applications(uniqueName='sentinel-onboarding-dropzone-ai-1')`);
      expect(JSON.parse(words.at(-1) ?? '')).toEqual({
        displayName: "O'Hara $(id) `id`",
        signInAudience: 'AzureADMyOrg',
        tags: ['sentinel-onboarding'],
      });
      const hosts = [...lines.join().matchAll(/https:\/\/[^/\s"']+/gu)].map(([origin]) => origin);
      expect(new Set(hosts)).toEqual(new Set([graph]));
    },
  );

  it('one who may not register is given the message to send, unless nothing is left to register', () => {
    expect(ours.judge(seen({}), may('no'))).toMatchObject({ is: 'waiting', on: 'person' });
    expect(ours.judge(seen({ application, servicePrincipal }), may('no')).is).toBe('met');
  });

  it('an application to adopt that is not here is refused, and none is made in its place', () => {
    expect(adopted.judge(seen({}), may('yes'))).toMatchObject({
      is: 'blocked',
      problem: { code: 'application-not-found' },
    });
    expect(adopted.foresee({})).toEqual([]);
  });
});
