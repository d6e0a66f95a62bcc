import { signInAsPerson } from '@sentinel-onboarding/practice';
import { playbooksIn } from '@sentinel-onboarding/practice/spec-kit';
import { expect, it } from 'vitest';
import { ProblemError } from '../../engine/model/problem.ts';
import { Secret } from '../../engine/model/secret.ts';
import { connect } from '../connect.ts';
import { signIn } from '../sessions/sign-in.ts';
import { present, refusalOf } from '../sessions/signed-in.spec-kit.ts';

/** The product's own clients before a tenant in which the playbooks stand. */
async function before() {
  const at = await playbooksIn();
  const { tenant } = at;
  const around = { fetch: (request: Request) => tenant.fetch(request), cloud: tenant.cloud };
  const session = await signIn({
    ...around,
    tenant: tenant.tenantId,
    how: 'browser',
    openBrowser: (url) => signInAsPerson(tenant, url),
  });
  const logs = `${at.group}/providers/Microsoft.Web/connections/monitorlogs-intezer-connection`;
  return { ...at, microsoft: connect({ ...around, signIn: session }), logs, webhook: at.workflow('Webhook') };
}

it('the address of a playbook is a secret from birth, and another after its access key was made anew', async () => {
  const { microsoft, webhook } = await before();
  const first = await microsoft.logicApps.callbackAddress(webhook, 'manual');
  expect(first).toBeInstanceOf(Secret);
  expect(`${first} ${JSON.stringify({ first })}`).not.toContain('sig=');
  expect(first.is(await microsoft.logicApps.callbackAddress(webhook, 'manual'))).toBe(true);
  await microsoft.logicApps.regenerateAccessKey(webhook);
  expect(first.is(await microsoft.logicApps.callbackAddress(webhook, 'manual'))).toBe(false);
});

it('a playbook that is changed keeps its identity, its tags and everything that was not changed', async () => {
  const { microsoft, webhook, send } = await before();
  const was = (await send('GET', webhook)).body;
  const found = present(await microsoft.logicApps.find(webhook));
  expect(found).toMatchObject({ enabled: true, callersLimited: false });
  expect(found.connections.map(({ name, asItself }) => [name, asItself])).toEqual([
    ['azuresentinel', true],
    ['azuremonitorlogs', false],
  ]);
  await microsoft.logicApps.define(webhook, found.definition);
  const is = (await send('GET', webhook)).body;
  const told = ({ properties, ...rest }: typeof was) => ({
    ...rest,
    ...properties,
    changedTime: '',
    version: '',
  });
  expect(told(is)).toEqual(told(was));
});

it('a connection and its playbooks are turned to managed identity and back, in the one order Azure takes', async () => {
  const { microsoft, webhook, logs } = await before();
  const { connections, logicApps } = microsoft;
  expect(await connections.find(logs)).toMatchObject({
    status: 'Error',
    trouble: 'This connection is not authenticated.',
    managed: false,
  });
  const early = await refusalOf(logicApps.signInAsItself(webhook, logs, true));
  expect((early as ProblemError).problem.code).toBe('playbook-connection-disagree');
  await connections.setManaged(logs, true);
  await logicApps.signInAsItself(webhook, logs, true);
  expect(await connections.find(logs)).toMatchObject({ status: 'Ready', managed: true });
  expect(await connections.consentLink(logs, { objectId: 'o' })).toBeUndefined();
  expect(present(await logicApps.find(webhook)).connections.every(({ asItself }) => asItself)).toBe(true);
  await connections.setManaged(logs, false);
  await logicApps.signInAsItself(webhook, logs, false);
  expect(await connections.consentLink(logs, { objectId: 'o' })).toMatch(
    /^https:\/\/logic-apis-westeurope\.consent\.azure-apim\.net\/login\?data=/u,
  );
});

it('what is not there is not found, and runs that may not be read are said to be so', async () => {
  const { microsoft, webhook, logs, tenant } = await before();
  expect(await microsoft.logicApps.find(`${webhook}-none`)).toBeUndefined();
  expect(await microsoft.connections.find(`${logs}-none`)).toBeUndefined();
  expect(await microsoft.logicApps.runs(webhook, 5)).toEqual([]);
  for (const { id } of Object.values(tenant.state().roleAssignments))
    tenant.act({ do: 'remove', kind: 'roleAssignments', id });
  expect(await microsoft.logicApps.runs(webhook, 5)).toHaveProperty('couldNotLook');
  const refused = await refusalOf(microsoft.logicApps.callbackAddress(webhook, 'manual'));
  expect(refused).toBeInstanceOf(ProblemError);
  expect((refused as ProblemError).problem.who?.role).toBe('Logic App Contributor');
});
