import { describe, expect, it } from 'vitest';
import { registerApp } from './register-app.step.ts';

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
    portal: 'https://portal.azure.com',
    at: '2026-11-22T10:00:00Z',
    ...of,
  }) as never;
const ours = registerApp({ vendor: 'Dropzone AI', key: 'dropzone-ai', name: 'Dropzone', existing: '' });
const adopted = registerApp({
  vendor: 'Dropzone AI',
  key: 'dropzone-ai',
  name: 'Dropzone',
  existing: 'client',
});

describe('register-app', () => {
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
