import { describe, expect, it } from 'vitest';
import type { Identity } from '../../microsoft/contract/microsoft.ts';
import { entraRoles } from '../catalogue/microsoft-ids.ts';
import { activation } from './activation.ts';
import { rightsOf } from './entra-rights.ts';

const portal = 'https://portal.azure.com';
const person = (eligible: Identity['eligible']): Identity => ({
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
  eligible,
  usersMayRegister: false,
  longestSecretDays: 'unlimited',
});
const eligibleFor = ({ id, title }: { id: string; title: string }) => [{ name: title, templateId: id }];

describe('a role that may be activated', () => {
  it('is named, with the page where it is done', () => {
    const rights = rightsOf(person(eligibleFor(entraRoles.privilegedRoleAdministrator)));
    const { because, remedies } = activation(rights.consentToGraph, portal);
    expect(because).toContain('Privileged Role Administrator');
    expect(remedies).toEqual([
      expect.objectContaining({
        do: 'open',
        url: expect.stringMatching(/^https:\/\/portal\.azure\.com\/#view\/.*PIM/u),
      }),
    ]);
  });

  it('that would not be enough is not offered', () => {
    const rights = rightsOf(person(eligibleFor(entraRoles.cloudApplicationAdministrator)));
    expect(activation(rights.consentToGraph, portal).remedies).toEqual([]);
    expect(activation(rights.consent, portal).remedies).toHaveLength(1);
  });

  it("that couldn't be checked is said to be so, and the page is linked all the same", () => {
    const rights = rightsOf(person({ couldNotLook: 'x' }));
    const { because, remedies } = activation(rights.consent, portal);
    expect(because).toMatch(/couldn't check/u);
    expect(remedies).toHaveLength(1);
  });

  it('is nothing to one whose role is active, nor to one who has none', () => {
    expect(activation(rightsOf(person([])).consent, portal)).toEqual({ because: '', remedies: [] });
    const active = rightsOf({ ...person([]), roles: eligibleFor(entraRoles.globalAdministrator) });
    expect(activation(active.consent, portal)).toEqual({ because: '', remedies: [] });
  });
});
