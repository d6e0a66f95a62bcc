import { describe, expect, it } from 'vitest';
import dropzone from './dropzone-sentinel.recipe.ts';
import { desk, withoutDeleted } from './practice-world.spec-kit.ts';

describe('disconnecting', { timeout: 60_000 }, () => {
  it('takes away what another computer made, each thing by name, and leaves the rest as it was', async () => {
    const theirs = desk('fresh');
    const { picture } = await (await theirs.open()).run(dropzone, 'set-up');
    const application = String(picture.facts['clientId']);
    const here = desk(theirs.tenant);
    const { plan, failed, remains } = await (await here.open()).disconnect(dropzone, { application });
    expect(plan.changes.map(({ verb, what }) => `${verb} ${what}`)).toEqual([
      'revoke Log Analytics Reader',
      'revoke SecurityEvents.Read.All',
      'revoke Data.Read',
      'remove Dropzone AI Sentinel Integration',
    ]);
    expect(failed).toBe(0);
    expect(remains).toEqual([expect.stringMatching(/30 days/u)]);
    expect(JSON.stringify(withoutDeleted(theirs.tenant.state()))).not.toContain(application);
    const again = await (await desk(theirs.tenant).open()).run(dropzone, 'verify', {
      answers: { application },
    });
    expect(again.picture.steps.find(({ heading }) => heading.id === 'register-app')?.is).toBe('blocked');
  });

  it('leaves an application that somebody made by hand, and says so', async () => {
    const at = desk('half-finished');
    const { applications } = JSON.parse(JSON.stringify(at.tenant.state())) as {
      applications: Readonly<Record<string, { appId: string; tags: readonly string[]; displayName: string }>>;
    };
    const byHand = Object.values(applications).find(
      ({ displayName, tags }) => /dropzone/iu.test(displayName) && !tags.includes('sentinel-onboarding'),
    );
    expect(byHand).toBeDefined();
    const { remains } = await (await at.open()).disconnect(dropzone, { application: byHand?.appId ?? '' });
    expect(remains.join()).toContain('did not make');
    expect(JSON.stringify(at.tenant.state())).toContain(byHand?.appId);
  });

  it('finds nothing to take away where nothing was connected', async () => {
    const at = desk('fresh');
    const { plan, picture } = await (await at.open()).disconnect(dropzone, {});
    expect(plan.changes).toEqual([]);
    expect(picture.ended).toBe('done');
    expect(at.writes()).toEqual([]);
  });
});
