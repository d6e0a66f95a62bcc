import { describe, expect, it } from 'vitest';
import dropzone from '../dropzone-sentinel.recipe.ts';
import { lab, withoutDeleted } from './lab.spec-kit.ts';

describe('disconnecting', () => {
  it('takes away what another computer made, each thing by name, and leaves the rest as it was', async () => {
    const theirs = lab('fresh');
    const { picture } = await (await theirs.open()).run(dropzone, 'set-up');
    const application = String(picture.facts['clientId']);
    const here = lab(theirs.tenant);
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
    const again = await (await lab(theirs.tenant).open()).run(dropzone, 'verify', {
      answers: { application },
    });
    expect(again.picture.steps.find(({ heading }) => heading.id === 'register-application')?.is).toBe(
      'blocked',
    );
  });

  /** An application that somebody registered by hand, and the connection a colleague has made with it. */
  const handMade = async () => {
    const theirs = lab('half-finished');
    const { applications } = JSON.parse(JSON.stringify(theirs.tenant.state())) as {
      applications: Readonly<Record<string, { appId: string; tags: readonly string[]; displayName: string }>>;
    };
    const byHand = Object.values(applications).find(
      ({ displayName, tags }) => /dropzone/iu.test(displayName) && !tags.includes('sentinel-onboarding'),
    );
    expect(byHand).toBeDefined();
    const application = byHand?.appId ?? '';
    await (await theirs.open()).run(dropzone, 'set-up', { answers: { application } });
    const at = lab(theirs.tenant);
    const earlier = at.writes().length;
    return { at, application, writes: () => at.writes().slice(earlier) };
  };

  it('leaves what bears no mark of ours, application, consents and roles, and says so', async () => {
    const { at, application, writes } = await handMade();
    const before = JSON.stringify(at.tenant.state());
    const { plan, left, failed } = await (await at.open()).disconnect(dropzone, { application });
    expect(plan.changes.map(({ verb }) => verb)).toEqual(['revoke', 'revoke', 'revoke', 'remove']);
    expect(plan.changes.every(({ unmarked }) => unmarked)).toBe(true);
    expect(left).toHaveLength(plan.changes.length);
    expect(left.join()).toContain("didn't create");
    expect(failed).toBe(0);
    expect(writes()).toEqual([]);
    expect(JSON.stringify(at.tenant.state())).toBe(before);
  });

  it('takes away what bears no mark of ours once it is confirmed by name, and nothing beside it', async () => {
    const { at, application, writes } = await handMade();
    const asked: string[] = [];
    const { left, remains } = await (await at.open()).disconnect(
      dropzone,
      { application },
      async ({ verb, what }) => {
        asked.push(`${verb} ${what}`);
        return verb === 'remove';
      },
    );
    expect(new Set(asked).size).toBe(asked.length);
    expect(left).toHaveLength(asked.length - 1);
    expect(remains.join()).toContain('30 days');
    expect(writes()).toHaveLength(1);
    expect(writes()[0]).toMatch(/^DELETE .*\/applications/u);
  });

  it('finds nothing to take away where nothing was connected', async () => {
    const at = lab('fresh');
    const { plan, picture } = await (await at.open()).disconnect(dropzone, {});
    expect(plan.changes).toEqual([]);
    expect(picture.ended).toBe('done');
    expect(at.writes()).toEqual([]);
  });
});
