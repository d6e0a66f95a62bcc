import { clouds as practiced } from '@sentinel-onboarding/practice/values';
import { describe, expect, it } from 'vitest';
import { clouds, hostsOf } from './clouds.ts';
import { troubleOf } from './transport.ts';

describe('the table of clouds', () => {
  it('has four rows', () => {
    expect(Object.keys(clouds)).toEqual(['public', 'usgov', 'usgov-dod', 'china']);
    expect(Object.keys(practiced)).toEqual(Object.keys(clouds));
  });

  it.each(Object.values(clouds))('$name: origins only, over https, none of another cloud family', (cloud) => {
    const origins = [
      cloud.login,
      cloud.graph,
      cloud.azure,
      cloud.logAnalytics,
      cloud.portal,
      cloud.entraPortal,
    ];
    for (const origin of [...origins, ...Object.values(cloud.audiences)]) {
      expect(new URL(origin).origin).toBe(origin);
      expect(origin).toMatch(/^https:/u);
    }
    const foreign = Object.values(clouds).filter(({ instanceName }) => instanceName !== cloud.instanceName);
    const theirs = new Set(foreign.flatMap((each) => [...hostsOf(each)]));
    expect([...hostsOf(cloud)].filter((host) => theirs.has(host))).toEqual([]);
    expect(hostsOf(cloud).size).toBe(4);
  });

  it.each(Object.values(practiced))(
    '$name agrees with what the practice tenant wrote down by itself',
    (other) => {
      const cloud = clouds[other.name];
      expect([...hostsOf(cloud)]).toEqual([other.login, other.graph, other.arm, other.logs]);
      expect(other.audiences.graph).toContain(cloud.audiences.graph);
      expect(other.audiences.arm).toContain(cloud.audiences.azure);
      expect(other.audiences.logs).toContain(cloud.audiences['log-analytics']);
      expect(other.audiences.vault).toContain(cloud.audiences.vault);
      expect(other.vaultSuffix).toBe(cloud.vaultSuffix);
      expect(other.instance[0]).toBe(cloud.instanceName);
      expect(other.securityAlerts).toBe(cloud.securityAlerts);
    },
  );
});

describe('trouble on the way, by what the system says', () => {
  const caused = (code: string, message = '') =>
    Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(message), { code }) });

  it.each([
    ['offline', caused('ENOTFOUND')],
    ['offline', caused('EAI_AGAIN')],
    ['offline', new Error('net::ERR_INTERNET_DISCONNECTED')],
    ['offline', new Error('net::ERR_NAME_NOT_RESOLVED')],
    ['refused', caused('ECONNREFUSED')],
    ['refused', caused('UND_ERR_CONNECT_TIMEOUT')],
    ['refused', new Error('net::ERR_CONNECTION_REFUSED')],
    ['lost', caused('ECONNRESET')],
    ['lost', caused('UND_ERR_SOCKET', 'other side closed')],
    ['lost', new Error('net::ERR_CONNECTION_RESET')],
    ['lost', new Error('net::ERR_CONNECTION_CLOSED')],
    ['lost', 'something nobody knows'],
    ['timeout', caused('UND_ERR_HEADERS_TIMEOUT')],
    ['timeout', new Error('net::ERR_TIMED_OUT')],
    ['certificate', caused('SELF_SIGNED_CERT_IN_CHAIN')],
    ['certificate', caused('UNABLE_TO_GET_ISSUER_CERT_LOCALLY')],
    ['certificate', caused('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['certificate', caused('CERT_HAS_EXPIRED')],
    ['certificate', new Error('net::ERR_CERT_AUTHORITY_INVALID')],
    ['proxy', caused('UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling')],
    ['proxy', new Error('net::ERR_TUNNEL_CONNECTION_FAILED')],
    ['proxy-down', new Error('net::ERR_PROXY_CONNECTION_FAILED')],
    ['proxy-down', new Error('net::ERR_MANDATORY_PROXY_CONFIGURATION_FAILED')],
    ['proxy-down', caused('ERR_PROXY_CONNECTION_FAILED', 'connect ECONNREFUSED 127.0.0.1:3128')],
    ['redirect', new Error('Redirect was cancelled')],
    [
      'refused',
      Object.assign(new TypeError('fetch failed'), {
        cause: new AggregateError([caused('ECONNREFUSED'), caused('ECONNREFUSED')]),
      }),
    ],
  ] as const)('%s', (trouble, error) => {
    expect(troubleOf(error)).toBe(trouble);
  });
});
