import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, folder, objects, resultOf } from './world.spec-kit.ts';

interface Read {
  readonly clientId: string;
  readonly credential: { readonly keyId: string };
}

/** A connection in the practice tenant, set up by the command line, and where its files are. */
async function connected() {
  const home = folder();
  const at = (name: string) => path.join(home, name);
  const practice = ['--practice', '--practice-lag', '0', '--home', home];
  const profile = at('profile.json');
  const made = await cli(['set-up', 'dropzone-sentinel', ...practice, '--yes', '--out', profile]);
  expect(made.code).toBe(0);
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Read;
  const rotate = (file: string, ...more: readonly string[]) =>
    cli(['rotate', file, ...practice, '--json', '--yes', ...more]);
  return { home, at, practice, profile, read, rotate };
}

describe('rotate', () => {
  it('makes a new secret beside the old, proves it, and gives the profile that names it', async () => {
    const { at, profile, read, rotate } = await connected();
    const rotated = await rotate(profile, '--out', at('next.json'));
    expect(rotated.code).toBe(0);
    expect(resultOf(rotated)).toMatchObject({ intent: 'rotate', changes: 1, practice: true });
    expect(read(at('next.json')).clientId).toBe(read(profile).clientId);
    expect(read(at('next.json')).credential.keyId).not.toBe(read(profile).credential.keyId);
    expect(rotated.stderr).toContain('rotate PROFILE --retire');
    const again = await rotate(at('next.json'));
    expect([again.code, resultOf(again).changes]).toEqual([0, 0]);
    const retired = await rotate(at('next.json'), '--retire');
    expect([retired.code, resultOf(retired).changes]).toEqual([0, 1]);
    const nothing = await rotate(at('next.json'), '--retire');
    expect([nothing.code, resultOf(nothing).changes]).toEqual([0, 0]);
  });

  it('with no overlap retires the old in the same run, each change in the plan by name', async () => {
    const { profile, read, rotate } = await connected();
    const rotated = await rotate(profile, '--retire-after', '0');
    expect(rotated.code).toBe(0);
    const planned = objects(rotated).find((line) => (line['entry'] as { kind: string })?.kind === 'planned');
    expect(JSON.stringify(planned)).toContain(
      `Earlier client secret ${read(profile).credential.keyId.slice(0, 8)}`,
    );
    expect(resultOf(rotated).changes).toBe(2);
    const outdated = await rotate(profile);
    expect(outdated.code).toBe(1);
    expect(outdated.stderr).toContain('older than the last rotation');
  });

  it('is undone by its run id as long as the old one stands', async () => {
    const { at, practice, profile, rotate } = await connected();
    const rotated = await rotate(profile, '--out', at('next.json'));
    const undone = await cli(['undo', resultOf(rotated).runId, ...practice, '--yes', '--json']);
    expect(undone.code).toBe(0);
    const checked = await cli(['verify', profile, ...practice, '--json']);
    expect(checked.code).toBe(0);
  });

  it('writes a calendar file with both days', async () => {
    const { at, profile, rotate } = await connected();
    const rotated = await rotate(profile, '--calendar', at('reminders.ics'), '--retire-after', '2d');
    expect(rotated.code).toBe(0);
    const text = readFileSync(at('reminders.ics'), 'utf8');
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(2);
    expect(text).toContain('Retire the earlier client secret');
  });

  it('shows no secret unless it is asked to', async () => {
    const { profile, rotate } = await connected();
    const shown = await rotate(profile, '--show-secret');
    const secret = /[A-Za-z0-9_.~-]{3}8Q~[A-Za-z0-9_.~-]{30,}/;
    expect(shown.stderr).toMatch(secret);
    expect(shown.stdout).not.toMatch(secret);
  });

  it.each([
    [['--retire-after', 'soon'], '--retire-after'],
    [['--retire-after', '91d'], '--retire-after'],
    [['--retire-after', '7d', '--retire'], '--retire-after'],
    [['--answer', 'appName=x'], '--answer'],
    [['--calendar', '/nowhere/at/all.ics'], '--calendar'],
  ])('refuses %j by name, before anything is sent', async (more, field) => {
    const { profile, rotate } = await connected();
    const refused = await rotate(profile, ...more);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(field);
  });
});
