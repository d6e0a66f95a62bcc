import type { ConnectionProfile } from '../../engine/model/profile.ts';
import { unseen } from '../../engine/model/visible.ts';

/** The keys of a profile in the order it is written; the contract of the command line. */
export const profileKeys = [
  'profile',
  'recipe',
  'createdAt',
  'practice',
  'cloud',
  'tenantId',
  'tenantName',
  'clientId',
  'credential',
  'clientSecret',
  'workspaces',
  'permissions',
  'roles',
  'form',
  'proof',
  'integrity',
] as const satisfies readonly (keyof ConnectionProfile)[];

/** A profile with its keys in the documented order. */
export function ordered(profile: ConnectionProfile): ConnectionProfile {
  const entries = profileKeys.filter((key) => profile[key] !== undefined).map((key) => [key, profile[key]]);
  return Object.fromEntries(entries) as ConnectionProfile;
}

/**
 * A profile as its file holds it: keys in the documented order, two spaces, lists of numbers on one line. What cannot be
 * seen is escaped: JSON.stringify leaves direction marks and C1 controls as they are, and a terminal obeys them.
 */
export function profileText(profile: ConnectionProfile): string {
  return `${unseenEscaped(pretty(ordered(profile), ''))}\n`;
}

/** JSON's own escapes for every unseen character in JSON's text, but for the line breaks between its lines. */
function unseenEscaped(json: string): string {
  return json.replaceAll(unseen, (character) =>
    character === '\n'
      ? character
      : character
          .split('')
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          .join(''),
  );
}

function pretty(value: unknown, indent: string): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}  `;
  const list = Array.isArray(value);
  if (list && value.every((each) => typeof each === 'number')) return JSON.stringify(value);
  const lines = list
    ? value.map((each) => pretty(each ?? null, inner))
    : Object.entries(value)
        .filter(([, held]) => held !== undefined)
        .map(([key, held]) => `${JSON.stringify(key)}: ${pretty(held, inner)}`);
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  return lines.length === 0
    ? `${open}${close}`
    : `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${indent}${close}`;
}
