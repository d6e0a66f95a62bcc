import type { Fault } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { azureRoles } from '../catalogue/microsoft-ids.ts';
import dropzone from '../dropzone-sentinel.recipe.ts';
import { notYet } from '../sign-in/as-application.ts';
import { type Lab, lab, labOf } from './lab.spec-kit.ts';

const logs = 'test-ingestion:log-analytics';
const azure = 'test-ingestion:azure';
const graph = 'test-ingestion:graph';

/** What Microsoft answers the application while something new isn't known everywhere, and the step that meets it. */
interface Answered {
  readonly step: string;
  readonly fault: Pick<Fault, 'host' | 'path' | 'body' | 'batched'>;
  readonly answer: { readonly status: number; readonly code: string; readonly message: string };
}

const atLogin = { host: 'login', body: 'client_credentials' } as const;
const login = (status: number, code: string, number: number): Answered => ({
  step: logs,
  fault: atLogin,
  answer: { status, code, message: `AADSTS${number}: It isn't known here.` },
});

const answers: Readonly<Record<string, Answered>> = {
  'secret-not-accepted': login(401, 'invalid_client', 7000215),
  'application-not-found': login(400, 'unauthorized_client', 700016),
  'credential-not-accepted': login(401, 'invalid_client', 700027),
  'api-not-in-tenant': login(400, 'invalid_resource', 500011),
  'log-access-missing': {
    step: logs,
    fault: { host: 'logs', path: '/query' },
    answer: {
      status: 403,
      code: 'InsufficientAccessError',
      message: 'The provided credentials have insufficient access.',
    },
  },
  'app-azure-role-missing': {
    step: azure,
    fault: { host: 'arm', path: '/incidents' },
    answer: { status: 403, code: 'AuthorizationFailed', message: 'The client does not have authorization.' },
  },
  'sentinel-access-refused': {
    step: azure,
    fault: { host: 'arm', path: '/incidents' },
    answer: { status: 403, code: 'UnauthorizedAccess', message: 'Access denied.' },
  },
  'app-permission-missing': {
    step: graph,
    fault: { host: 'graph', path: '/security/', batched: true },
    answer: { status: 403, code: 'Authorization_RequestDenied', message: 'Missing role.' },
  },
};

/** Seen below where a tenant lags: what is there already, and isn't known everywhere. */
const underLag = ['role-not-in-token', 'may-not-write-incidents'];

const verify = async (at: Lab) => (await at.open()).run(dropzone, 'verify');
const foundIn = ({ picture }: Awaited<ReturnType<typeof verify>>, step: string) => {
  const found = picture.steps.find(({ heading }) => heading.id === step);
  return [found?.is, found?.finding?.problem?.code];
};

describe('what may be on its way is waited for', () => {
  it('is this list, and each has its evidence below', () => {
    expect([...Object.keys(answers), ...underLag].sort()).toEqual(Object.keys(notYet).sort());
  });

  it.each(Object.entries(answers))(
    '%s waits while what it needs is new, passes without a change of ours, and is what it is once that is old',
    async (code, { step, fault, answer }) => {
      const at = lab('fresh');
      await (await at.open()).run(dropzone, 'set-up');
      const strike = (whose: Lab, on: boolean) =>
        whose.tenant.setWeather({
          faults: on ? [{ kind: 'answer', times: 'always', answer, ...fault }] : [],
        });
      const writes = at.writes().length;
      strike(at, true);
      expect(foundIn(await verify(at), step)).toEqual(['waiting', code]);
      strike(at, false);
      expect(foundIn(await verify(at), step)).toEqual(['met', undefined]);
      expect(at.writes()).toHaveLength(writes);
      const later = labOf({ ...at.copy(), now: at.tenant.clock.now() + 2 * 3_600_000 });
      strike(later, true);
      expect(foundIn(await verify(later), step)).toEqual(['blocked', code]);
    },
  );

  /** A connection of an hour ago, in front of a tenant whose copies are a minute behind. */
  const anHourLater = async (answers: object) => {
    const at = lab('fresh');
    await (await at.open()).run(dropzone, 'set-up', { answers: { ...answers } });
    return labOf({ ...at.copy(), lagSeconds: 60, now: at.tenant.clock.now() + 3_600_000 });
  };
  const later = (at: Lab, seconds: number) =>
    labOf({ ...at.copy(), now: at.tenant.clock.now() + seconds * 1000 });
  /** What a check says every quarter of a minute after something was given again. */
  const watched = async (at: Lab, step: string, answers: object) => {
    const said: string[] = [];
    for (let seconds = 15; seconds <= 270; seconds += 15) {
      const process = await later(at, seconds).open();
      const found = foundIn(await process.run(dropzone, 'verify', { answers: { ...answers } }), step);
      if (said.at(-1) !== found.join(' ')) said.push(found.join(' '));
    }
    return said;
  };
  const principalOf = (at: Lab) =>
    Object.values(at.tenant.state().servicePrincipals).find(({ displayName }) =>
      displayName.startsWith('Dropzone'),
    );

  it('consent given a moment ago is no refusal, however old the secret is', async () => {
    const at = await anHourLater({});
    const appId = principalOf(at)?.appId ?? '';
    at.tenant.act({ do: 'revoke-consent', appId });
    const without = later(at, 900);
    without.tenant.act({ do: 'grant-consent', appId });
    const said = await watched(without, logs, {});
    expect(said.filter((each) => each.startsWith('blocked'))).toEqual([]);
    expect(said).toContain('waiting role-not-in-token');
    expect(said.at(-1)).toBe('met ');
  });

  it('the right to change incidents, given a moment ago, is waited for', async () => {
    const answers = { ticketSync: true };
    const at = await anHourLater(answers);
    const roles = Object.values(at.tenant.state().roleAssignments).filter(
      ({ principalId }) => principalId === principalOf(at)?.id,
    );
    expect(roles.length).toBeGreaterThan(0);
    const [first] = roles;
    if (!first) return;
    const { scope, principalId } = first;
    // A reader until now.
    const reader = azureRoles['sentinel-reader'].id;
    at.tenant.act({ do: 'remove-role', scope, principalId });
    at.tenant.act({ do: 'assign-role', scope, principalId, role: reader });
    const reading = later(at, 900);
    for (const { roleDefinition } of roles)
      reading.tenant.act({ do: 'assign-role', scope, principalId, role: roleDefinition });
    const said = await watched(reading, azure, answers);
    expect(said.filter((each) => each.startsWith('blocked'))).toEqual([]);
    expect(said).toContain('waiting may-not-write-incidents');
    expect(said.at(-1)).toBe('met ');
  });
});
