import { describe, expect, it } from 'vitest';
import type { Identity, OtherRole } from '../../microsoft/contract/microsoft.ts';
import { entraRoles } from '../catalogue/microsoft-ids.ts';
import { rightsOf } from './entra-rights.ts';

const ada: Identity = {
  kind: 'person',
  tenantId: 't',
  tenantName: 'Contoso',
  domain: 'contoso.example',
  name: 'Ada Lind',
  userName: 'ada@contoso.example',
  objectId: 'o',
  userType: 'member',
  roles: [],
  otherRoles: [],
  appRoles: [],
  eligible: [],
  usersMayRegister: false,
  longestSecretDays: 'unlimited',
};
const automation = (of: Partial<Identity>): Identity => ({
  ...ada,
  kind: 'application',
  userType: 'application',
  name: 'Pipeline',
  userName: 'client-id',
  ...of,
});
const custom = (...actions: readonly string[]): OtherRole => ({
  name: 'App registrars',
  templateId: '',
  actions,
  scope: '/',
});
const register = (of: Partial<Identity>) => rightsOf({ ...ada, ...of }).register.is;

describe('what a person may do in Microsoft Entra', () => {
  it('is no only where every role was looked at and none does it', () => {
    expect(rightsOf(ada)).toMatchObject({
      register: { is: 'no' },
      consent: { is: 'no' },
      consentToGraph: { is: 'no' },
    });
  });

  it.each([
    ['memberships', { roles: { couldNotLook: 'refused' } }],
    ['custom and scoped roles', { otherRoles: { couldNotLook: 'refused' } }],
  ] as const)('is tried where %s could not be looked at', (_what, of) => {
    for (const right of Object.values(rightsOf({ ...ada, ...of }))) expect(right.is).toBe('unknown');
  });

  it.each(['microsoft.directory/applications/create', 'microsoft.directory/applications/createAsOwner'])(
    'a custom role that allows %s registers',
    (action) => {
      expect(rightsOf({ ...ada, otherRoles: [custom(action)] }).register).toMatchObject({
        is: 'yes',
        role: 'App registrars',
      });
    },
  );

  it('a custom role of other things does not', () => {
    const reads = custom(
      'microsoft.directory/applications/standard/read',
      'microsoft.directory/users/create',
    );
    expect(register({ otherRoles: [reads] })).toBe('no');
  });

  it('consent through a custom role is tried: a policy of the tenant decides what it covers', () => {
    const grants = custom('microsoft.directory/servicePrincipals/managePermissionGrantsForAll.our-policy');
    const { consent, consentToGraph } = rightsOf({ ...ada, otherRoles: [grants] });
    expect([consent.is, consentToGraph.is]).toEqual(['unknown', 'unknown']);
  });

  it.each(['/5f1c6c1e-0000-4000-8000-000000000001', '/administrativeUnits/5f1c6c1e'])(
    'a role over %s is tried: it may be just what is needed',
    (scope) => {
      const role = { ...custom(), templateId: entraRoles.cloudApplicationAdministrator.id, scope };
      expect(register({ otherRoles: [role] })).toBe('unknown');
    },
  );

  it("a partner's roles count, and what every user of the tenant may do does not", () => {
    const { id, title } = entraRoles.cloudApplicationAdministrator;
    const roles = [{ name: id, templateId: id }];
    expect(rightsOf({ ...ada, userType: 'partner', roles }).register).toMatchObject({
      is: 'yes',
      role: title,
    });
    expect(register({ userType: 'partner', usersMayRegister: true })).toBe('no');
    expect(register({ usersMayRegister: true })).toBe('yes');
  });
});

describe('what an automation may do', () => {
  it.each([
    ['Application.ReadWrite.OwnedBy', 'yes', 'no'],
    ['Application.ReadWrite.All', 'yes', 'no'],
    ['AppRoleAssignment.ReadWrite.All', 'no', 'yes'],
    ['Directory.Read.All', 'no', 'no'],
  ])('with %s: registers %s, consents %s', (permission, registers, consents) => {
    const rights = rightsOf(automation({ appRoles: [permission] }));
    expect([rights.register.is, rights.consent.is]).toEqual([registers, consents]);
  });

  it('holds Entra roles too', () => {
    const { id } = entraRoles.cloudApplicationAdministrator;
    const rights = rightsOf(automation({ roles: [{ name: id, templateId: id }] }));
    expect([rights.register.is, rights.consent.is, rights.consentToGraph.is]).toEqual(['yes', 'yes', 'no']);
  });

  it('is told the permission that is missing, and no role to activate', () => {
    const { register: right } = rightsOf(automation({ eligible: { couldNotLook: 'no' } }));
    expect(right).toEqual({
      is: 'no',
      role: 'Application.ReadWrite.OwnedBy',
      automation: 'Pipeline (client-id)',
    });
  });

  it('is tried where its roles could not be looked at', () => {
    expect(rightsOf(automation({ otherRoles: { couldNotLook: 'no' } })).register.is).toBe('unknown');
  });
});
