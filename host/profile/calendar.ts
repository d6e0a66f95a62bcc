import type { ConnectionProfile } from '../../engine/model/profile.ts';

/** A date on which a connection needs attention. */
export interface Reminder {
  /** ISO-8601 UTC. */
  readonly on: string;
  readonly title: string;
  readonly what: string;
}

/** What a profile's credential is called. */
export function credentialWords({ credential }: Pick<ConnectionProfile, 'credential'>): string {
  const words = { secret: 'client secret', certificate: 'certificate', federated: 'federated credential' };
  return words[credential?.kind ?? 'secret'];
}

/** Days before the day itself on which the calendar speaks up. */
const ahead = [30, 7] as const;

/** What has an end in a profile: its credential, and where a rotation is under way, the time of the earlier one. */
export function remindersOf(
  profile: ConnectionProfile,
  vendor: string,
  retirement?: { readonly until: string } | undefined,
): readonly Reminder[] {
  const { expiresAt } = profile.credential ?? { expiresAt: '' };
  const what = credentialWords(profile);
  const where = `${vendor} at ${profile.tenantName}${profile.practice ? ' (sample tenant, nothing here is real)' : ''}`;
  return [
    ...(expiresAt === ''
      ? []
      : [
          {
            on: expiresAt,
            title: `The ${what} of ${where} ends`,
            what: `After this day the vendor can't sign in. Rotate it before then: sentinel-onboard rotate PROFILE. Client ID ${profile.clientId}.`,
          },
        ]),
    ...(retirement
      ? [
          {
            on: retirement.until,
            title: `Retire the earlier ${what} of ${where}`,
            what: `Check that the vendor uses the new one, then run: sentinel-onboard rotate PROFILE --retire. Client ID ${profile.clientId}.`,
          },
        ]
      : []),
  ];
}

/**
 * Reminders as an iCalendar file (https://datatracker.ietf.org/doc/html/rfc5545). The same profile gives the same file,
 * so that a calendar that has it already changes its entries and makes no second ones.
 * @throws Error for a date that is none
 */
export async function calendarFile(
  profile: ConnectionProfile,
  reminders: readonly Reminder[],
): Promise<string> {
  const { createEvents } = await import('ics');
  const dayOf = (iso: string): [number, number, number] => {
    const date = new Date(iso);
    return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  };
  const stamp = Date.parse(profile.createdAt);
  // The library stamps each entry with the present unless it is told; its types leave that out.
  const stamped = { timestamp: stamp };
  const { error, value } = createEvents(
    reminders.map(({ on, title, what }, nth) => ({
      uid: `${profile.credential?.keyId ?? profile.clientId}-${nth}@sentinel-onboarding`,
      ...stamped,
      start: dayOf(on),
      // Whole days as a length come out of the library as P1DT, which is no length.
      end: dayOf(new Date(Date.parse(on) + 86_400_000).toISOString()),
      title,
      description: what,
      busyStatus: 'FREE' as const,
      transp: 'TRANSPARENT' as const,
      alarms: ahead
        .filter((days) => Date.parse(on) - stamp > days * 86_400_000)
        .map((days) => ({
          action: 'display' as const,
          description: title,
          trigger: { hours: days * 24, before: true },
        })),
    })),
    { productId: 'Sentinel Onboarding' },
  );
  if (error || !value) throw error ?? new Error('no calendar file was made');
  return value;
}
