import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Recording, replay } from './recording.spec-kit.ts';

const folder = new URL('../recorded/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const recordingOf = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Recording;

describe('programs we did not write, as they were recorded', () => {
  it('there are some', () => {
    expect(names.length).toBeGreaterThan(1);
  });

  it.each(names)('%s: every request is answered as it was, and the same is left behind', async (name) => {
    const recording = recordingOf(name);
    const { statuses, made } = await replay(recording);
    const differing = recording.requests.flatMap(({ method, url, status }, index) =>
      statuses[index] === status ? [] : [`${method} ${url}: ${status} then, ${statuses[index]} now`],
    );
    expect(differing).toEqual([]);
    expect(made).toEqual(recording.made);
  });

  it.each(names)('%s holds no token and no secret', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(text).not.toMatch(/eyJ[\w-]{20,}/);
    expect(text).not.toMatch(/8Q~/);
    expect(text).not.toContain('Practice-');
  });
});
