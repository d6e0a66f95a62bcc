import { describe, expect, it } from 'vitest';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import { calendarFile, remindersOf } from './calendar.ts';
import { aProfile } from './profile-example.spec-kit.ts';

const profile: ConnectionProfile = {
  ...aProfile(),
  tenantName: 'Contoso; Ltd,\nBEGIN:VEVENT',
  createdAt: '2026-11-24T10:00:00Z',
  credential: {
    kind: 'secret',
    keyId: '3f2a9c1d-0000-4000-8000-000000000001',
    expiresAt: '2027-05-22T09:00:00Z',
  },
};
const file = (retirement?: { until: string }) =>
  calendarFile(profile, remindersOf(profile, 'Dropzone AI', retirement));
/** Long lines are folded (RFC 5545, section 3.1). */
const unfolded = (text: string) => text.replaceAll(/\r\n[ \t]/gu, '').split('\r\n');

describe('a calendar file', () => {
  it('has the day the client secret ends, with a word a month and a week before', async () => {
    const lines = unfolded(await file());
    expect(lines).toContain('DTSTART;VALUE=DATE:20270522');
    expect(lines.filter((line) => line.startsWith('TRIGGER:'))).toEqual([
      'TRIGGER:-PT720H',
      'TRIGGER:-PT168H',
    ]);
    expect(lines).toContain('DTEND;VALUE=DATE:20270523');
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1);
  });

  it('is the same each time, so that no second entry comes of it', async () => {
    expect(await file()).toBe(await file());
    const lines = unfolded(await file());
    expect(lines).toContain('UID:3f2a9c1d-0000-4000-8000-000000000001-0@sentinel-onboarding');
    expect(lines.find((line) => line.startsWith('DTSTAMP:'))).toBe('DTSTAMP:20261124T100000Z');
  });

  it('has the day to retire the earlier one while a rotation is under way', async () => {
    const lines = unfolded(await file({ until: '2026-12-01T10:00:00Z' }));
    expect(lines).toContain('DTSTART;VALUE=DATE:20261201');
    expect(lines.some((line) => line.startsWith('SUMMARY:Retire the earlier client secret'))).toBe(true);
  });

  it('carries a name somebody chose as words, never as entries of its own', async () => {
    const lines = unfolded(await file());
    expect(lines.filter((line) => line.startsWith('BEGIN:VEVENT'))).toHaveLength(1);
    expect(lines.find((line) => line.startsWith('SUMMARY:'))).toContain('Contoso\\; Ltd\\,');
  });

  it('of a credential that never ends has no entry', () => {
    const federated = { ...profile, credential: { kind: 'federated' as const, keyId: 'x', expiresAt: '' } };
    expect(remindersOf(federated, 'Acme')).toEqual([]);
  });
});
