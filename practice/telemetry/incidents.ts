/** The incidents of a workspace with their alerts and all of their changes. They are made day by day. */

import { arrivalDelay, day, dayOf, eventsOn, hour, minute, momentOn, windowDays } from './daily-pattern.ts';
import {
  analysts,
  type Detection,
  detections,
  hostileTitles,
  hosts,
  type Person,
  people,
  type Severity,
  severityShares,
} from './detections.ts';
import { guidFor, type Random, randomOf } from './random.ts';
import { hasSentinel, ratesOf, type WorkspaceSeed } from './workspace.ts';

type Status = 'New' | 'Active' | 'Closed';

export interface Alert {
  readonly id: string;
  readonly at: number;
  readonly seenAt: number;
  readonly name: string;
  readonly severity: Severity;
  readonly detection: Detection;
  readonly entity: string;
}

/** One change of an incident, which is one row of SecurityIncident. Times are milliseconds since 1970. */
export interface Update {
  readonly at: number;
  /** The time when queries see the change. */
  readonly seenAt: number;
  readonly status: Status;
  readonly owner: Person | undefined;
  readonly by: string;
  readonly classification: string;
  readonly classificationReason: string;
}

export interface Incident {
  readonly number: number;
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  readonly detection: Detection;
  readonly ruleIds: readonly string[];
  readonly alerts: readonly Alert[];
  /** The changes in the order they happened. The first is the creation. */
  readonly updates: readonly [Update, ...Update[]];
}

const severityDrawn = (chance: Random): Severity => {
  let left = chance.next();
  for (const [severity, share] of Object.entries(severityShares)) {
    left -= share;
    if (left < 0) return severity as Severity;
  }
  return 'Medium';
};

const detectionDrawn = (chance: Random, severity: Severity): Detection => {
  const [first = detections[0], ...rest] = detections.filter((detection) => detection.severity === severity);
  return chance.pick([first, ...rest]);
};

/** The median time until an analyst takes an incident, in milliseconds. */
const triage: Readonly<Record<Severity, number>> = {
  High: 18 * minute,
  Medium: 80 * minute,
  Low: 6 * hour,
  Informational: 20 * hour,
};

const outcomes: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['BenignPositive', 'SuspiciousButExpected'],
  ['FalsePositive', 'IncorrectAlertLogic'],
  ['TruePositive', 'SuspiciousActivity'],
  ['Undetermined', ''],
];

/** An incident is created, taken and closed. Some stay open. A rule soon closes many informational ones. */
const lifeOf = (chance: Random, createdAt: number, severity: Severity): readonly [Update, ...Update[]] => {
  const update = (
    at: number,
    status: Status,
    owner: Person | undefined,
    by: string,
    closing = false,
  ): Update => {
    const [classification, classificationReason] = closing ? chance.pick(outcomes) : ['', ''];
    const whole = Math.floor(at);
    return {
      at: whole,
      seenAt: whole + arrivalDelay(chance),
      status,
      owner,
      by,
      classification,
      classificationReason,
    };
  };
  const created = update(createdAt, 'New', undefined, 'Incident created from alert');
  if (severity === 'Informational' && chance.happens(0.6)) {
    return [
      created,
      update(createdAt + chance.skewed(3 * minute, 0.4), 'Closed', undefined, 'Automation rule', true),
    ];
  }
  if (chance.happens(0.06)) return [created];
  const analyst = chance.pick(analysts);
  const takenAt = createdAt + chance.skewed(triage[severity], 0.7);
  const taken = update(takenAt, 'Active', analyst, analyst.name);
  if (chance.happens(0.08)) return [created, taken];
  const closedAt = takenAt + chance.skewed(4 * hour, 0.8);
  return [created, taken, update(closedAt, 'Closed', analyst, analyst.name, true)];
};

const entityOf = (chance: Random, detection: Detection): string => {
  if (detection.about === 'user') return chance.pick(people).name;
  return detection.about === 'host' ? chance.pick(hosts) : '';
};

const titleOf = (chance: Random, workspace: WorkspaceSeed, detection: Detection, entity: string): string => {
  if (workspace.hostile === true && chance.happens(0.8)) return chance.pick(hostileTitles);
  if (entity === '') return detection.title;
  return `${detection.title} ${detection.about === 'user' ? 'involving one user' : `on ${entity}`}`;
};

const alertAt = (
  chance: Random,
  workspace: WorkspaceSeed,
  detection: Detection,
  entity: string,
  at: number,
): Alert => ({
  id: chance.guid(),
  at: Math.floor(at),
  seenAt: Math.floor(at) + arrivalDelay(chance),
  name: titleOf(chance, workspace, detection, entity),
  severity: detection.severity,
  detection,
  entity,
});

const ruleId = (workspace: WorkspaceSeed, detection: Detection): string =>
  `${workspace.id}/providers/Microsoft.SecurityInsights/alertRules/${guidFor('rule', workspace.customerId, detection.title)}`;

/** The analytics rules of a workspace: one for each detection that Sentinel itself makes. */
export const analyticsRulesOf = (
  workspace: WorkspaceSeed,
): readonly { readonly id: string; readonly detection: Detection }[] =>
  hasSentinel(workspace)
    ? detections
        .filter(({ product }) => product === 'Azure Sentinel')
        .map((each) => ({ id: ruleId(workspace, each), detection: each }))
    : [];

const incidentOn = (workspace: WorkspaceSeed, dayNumber: number, at: number, number: number): Incident => {
  const chance = randomOf('incident', workspace.signals.seed, workspace.customerId, dayNumber, at);
  const severity = severityDrawn(chance);
  const detection = detectionDrawn(chance, severity);
  const entity = entityOf(chance, detection);
  const createdAt = momentOn(chance, dayNumber);
  const alerts: Alert[] = [];
  for (let left = 1 + chance.count(0.6); left > 0; left -= 1) {
    alerts.push(
      alertAt(chance, workspace, detection, entity, createdAt - chance.between(20_000, 15 * minute)),
    );
  }
  return {
    number,
    name: chance.guid(),
    title: alerts[0]?.name ?? detection.title,
    severity,
    detection,
    ruleIds: detection.product === 'Azure Sentinel' ? [ruleId(workspace, detection)] : [],
    alerts,
    updates: lifeOf(chance, createdAt, severity),
  };
};

const countOn = (workspace: WorkspaceSeed, dayNumber: number): number =>
  eventsOn(
    randomOf('incidents', workspace.signals.seed, workspace.customerId, dayNumber),
    dayNumber,
    ratesOf(workspace).incidents,
  );

/** Incident numbers count from the day Sentinel was enabled, which is the start of 2025 here. */
const firstDay = (dayNumber: number): number => (dayNumber >= 20_089 ? 20_089 : 0);

const remembered = new Map<string, readonly Incident[]>();

/** A day's incidents, oldest first. The same day always gives the same incidents. */
const incidentsOn = (workspace: WorkspaceSeed, dayNumber: number, before: number): readonly Incident[] => {
  const { signals, customerId, hostile, id } = workspace;
  const key = JSON.stringify([signals.profile, signals.seed, customerId, id, hostile === true, dayNumber]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const made = Array.from({ length: countOn(workspace, dayNumber) }, (_, at) =>
    incidentOn(workspace, dayNumber, at, 0),
  )
    .sort((left, right) => left.updates[0].at - right.updates[0].at)
    .map((incident, at) => ({ ...incident, number: before + at + 1 }));
  if (remembered.size >= 2000) remembered.clear();
  remembered.set(key, made);
  return made;
};

/** The incidents of a range of days, oldest first. They include all changes, also future ones. */
export const incidentsOfDays = (workspace: WorkspaceSeed, from: number, to: number): readonly Incident[] => {
  if (workspace.signals.profile === 'empty' || !hasSentinel(workspace)) return [];
  let before = 0;
  for (let past = firstDay(from); past < from; past += 1) before += countOn(workspace, past);
  const incidents: Incident[] = [];
  for (let dayNumber = from; dayNumber <= to; dayNumber += 1) {
    const made = incidentsOn(workspace, dayNumber, before);
    before += made.length;
    incidents.push(...made);
  }
  return incidents;
};

/** Incidents that changed in the window that ends now, oldest first, with their changes so far. */
export const incidentsUntil = (workspace: WorkspaceSeed, now: number): readonly Incident[] =>
  // An incident's changes take days, not weeks. One from a week before the window has ended before it.
  incidentsOfDays(workspace, dayOf(now) - windowDays - 7, dayOf(now)).flatMap((incident) => {
    const [created, ...later] = incident.updates;
    const updates: [Update, ...Update[]] = [created, ...later.filter((update) => update.at <= now)];
    const latest = updates.at(-1) ?? created;
    return created.at > now || latest.at < now - windowDays * day ? [] : [{ ...incident, updates }];
  });

/**
 * The first and last millisecond of the time around `now` in which incidentsUntil gives the same result: no
 * incident begins, changes or leaves the window, and the day is the same.
 */
export const sameIncidentsWithin = (
  workspace: WorkspaceSeed,
  now: number,
): readonly [first: number, last: number] => {
  let first = dayOf(now) * day;
  let last = first + day - 1;
  for (const { updates } of incidentsOfDays(workspace, dayOf(now) - windowDays - 7, dayOf(now)))
    for (const { at } of updates)
      for (const change of [at, at + windowDays * day + 1])
        if (change <= now) first = Math.max(first, change);
        else last = Math.min(last, change - 1);
  return [first, last];
};

/** Alerts that belong to no incident. */
export const looseAlertsOn = (workspace: WorkspaceSeed, dayNumber: number): readonly Alert[] => {
  const chance = randomOf('alerts', workspace.signals.seed, workspace.customerId, dayNumber);
  return Array.from({ length: eventsOn(chance, dayNumber, ratesOf(workspace).alerts) }, () => {
    const detection = detectionDrawn(chance, severityDrawn(chance));
    return alertAt(chance, workspace, detection, entityOf(chance, detection), momentOn(chance, dayNumber));
  });
};
