import { describe, expect, it } from 'vitest';
import { permissionRetirement } from './permission-retirement.check.ts';

const asked = {
  vendor: 'Acme',
  permissions: [
    { api: 'log-analytics', permission: 'Data.Read' },
    { api: 'graph', permission: 'SecurityEvents.Read.All' },
  ],
  roles: [{ role: 'Owner', also: 'do everything', enough: 'Reader' }],
} as const;

/** The lines that stand beside the plan, for these permissions chosen on that day. */
function lines(chosen: readonly string[], on: string): readonly string[] {
  const { shows = [] } = permissionRetirement(chosen, asked).judge({ on }, {});
  const [show] = shows;
  return show?.show === 'checklist'
    ? show.items.map(({ is, title, caption }) => `${is} ${title}: ${caption}`)
    : [];
}

describe('what the vendor’s document asks for, beside what is chosen', () => {
  it('says of a retired permission that is given when it was retired, and by which source', () => {
    const [needed, retired, wider] = lines(['Data.Read', 'SecurityEvents.Read.All'], '2026-11-24');
    expect(needed).toBe('met Data.Read: On Log Analytics API, needed for what you chose');
    expect(retired).toMatch(
      /^met SecurityEvents\.Read\.All: Given as asked, and retired on 15 October 2026\. learn\.microsoft\.com\//u,
    );
    expect(wider).toBe(
      'not-reached Owner: Left out: it could also do everything. Reader is enough for what you chose.',
    );
  });

  it('says of one that will be retired on which day', () => {
    expect(lines(['SecurityEvents.Read.All'], '2026-01-01')[1]).toContain('being retired on 15 October 2026');
  });

  it('says of what is left out why', () => {
    expect(lines([], '2026-11-24').slice(0, 2)).toEqual([
      'not-reached Data.Read: Left out: Nothing you chose uses it.',
      expect.stringMatching(
        /Left out: retired on 15 October 2026; SecurityAlert\.Read\.All takes its place\./u,
      ),
    ]);
  });

  it('shows nothing where no document asks for anything', () => {
    expect(permissionRetirement(['Data.Read']).judge({ on: '2026-11-24' }, {})).toEqual({
      is: 'met',
      facts: {},
      shows: [],
    });
  });
});
