import { describe, expect, it } from 'vitest';
import { practiceTenant } from '../server/tenant.ts';
import { appToken, call, personToken } from './client.spec-kit.ts';
import { virtualClock } from './clock.ts';

const graph = 'https://graph.microsoft.com';

/** As `az ad app create` and `az ad sp create --id` ask: 50 times, one right after the other. @returns how many passed */
async function scripts(strict: boolean): Promise<number> {
  const tenant = practiceTenant('fresh', { clock: virtualClock(), strict });
  const token = await appToken(tenant, graph);
  let passed = 0;
  for (let run = 0; run < 50; run += 1) {
    const made = await call(tenant, token, 'POST', '/applications', { displayName: `run ${run}` });
    const { appId } = made.body;
    const found = await call(tenant, token, 'GET', `/applications?$filter=appId eq '${appId}'`);
    if (found.body.value.length !== 1) continue;
    if ((await call(tenant, token, 'POST', '/servicePrincipals', { appId })).status === 201) passed += 1;
  }
  return passed;
}

describe('in the usual weather', () => {
  it('at least 47 of 50 scripts find what they just wrote, and not all; in the strict one none does', async () => {
    const usual = await scripts(false);
    expect(usual).toBeGreaterThanOrEqual(47);
    expect(usual).toBeLessThan(50);
    expect(await scripts(true)).toBe(0);
  });

  it('another caller and another service wait for it', async () => {
    const clock = virtualClock();
    const tenant = practiceTenant('fresh', { clock });
    const [mine, theirs] = [await appToken(tenant, graph), await personToken(tenant)];
    const { body } = await call(tenant, mine, 'POST', '/applications', { displayName: 'Connector' });
    const secret = await call(tenant, mine, 'POST', `/applications/${body.id}/addPassword`, {});
    const name = async (token: string) =>
      (await call(tenant, token, 'GET', `/applications/${body.id}`)).body.displayName;
    expect([await name(mine), await name(theirs)]).toEqual(['Connector', undefined]);
    const signIn = appToken(tenant, graph, { clientId: body.appId, clientSecret: secret.body.secretText });
    await expect(signIn).rejects.toThrow('AADSTS700016');
    clock.advance(60_000);
    expect(await name(theirs)).toBe('Connector');
  });

  it('becomes strict and usual again while the tenant is served', async () => {
    const tenant = practiceTenant('fresh', { clock: virtualClock() });
    const token = await appToken(tenant, graph);
    const { body } = await call(tenant, token, 'POST', '/applications', { displayName: 'Connector' });
    const read = async (strict: boolean) => {
      tenant.setWeather({ strict });
      return (await call(tenant, token, 'GET', `/applications/${body.id}`)).status;
    };
    expect([await read(true), await read(false)]).toEqual([404, 200]);
  });
});
