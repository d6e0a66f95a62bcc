import { describe, expect, it } from 'vitest';
import { roomTables, staleWords, withRooms } from './pages.mjs';
import { layers, misplaced, mostFiles, roomOf } from './rooms.mjs';

const rulesOf = (
  modules: Readonly<Record<string, readonly string[]>>,
  typeImports: readonly string[] = [],
): readonly string[] =>
  misplaced(
    Object.entries(modules).map(([source, imports]) => ({ source, imports })),
    typeImports,
  ).map(({ rule, from, to }) => `${rule}: ${from} → ${to}`);

/** So many files of one room. */
const crowd = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`engine/model/fact-${at}.ts`, []]));

describe('a file is in a room', () => {
  it('which is its folder, or the layer’s own', () => {
    expect(roomOf('engine/model/fact.ts')?.room?.name).toBe('model');
    expect(roomOf('practice/kql/values/number.ts')?.room?.name).toBe('kql/values');
    expect(roomOf('recipes/index.ts')?.room?.name).toBe('.');
    expect(roomOf('scripts/rooms.mjs')).toBeUndefined();
  });

  it('and one outside every room is found', () => {
    expect(rulesOf({ 'engine/attic/old.ts': [] })).toEqual([
      'every-folder-is-a-room: engine/attic/old.ts → engine/attic',
    ]);
    // The engine has no room of its own folder.
    expect(rulesOf({ 'engine/old.ts': [] })).toEqual(['every-folder-is-a-room: engine/old.ts → engine']);
  });
});

describe('a room imports rooms before it in its layer', () => {
  it('and is let through', () => {
    expect(
      rulesOf(
        {
          'engine/run/run.ts': ['engine/journal/fold.ts', 'engine/run/plan.ts'],
          'engine/journal/fold.ts': ['engine/model/step.ts'],
          // What a layer imports of another is the walls' matter.
          'host/host.ts': ['engine/run/host.ts'],
        },
        ['engine/run/run.ts engine/model/secret.ts'],
      ),
    ).toEqual([]);
  });

  it('an import upward is found', () => {
    expect(rulesOf({ 'engine/model/step.ts': ['engine/run/run.ts'] })).toEqual([
      'rooms-import-downward: engine/model/step.ts → engine/run/run.ts',
    ]);
  });

  it('and so is one of a type alone', () => {
    const types = ['engine/model/step.ts engine/run/plan.ts', 'engine/model/step.tsx engine/run/plan.ts'];
    expect(rulesOf({ 'engine/model/step.ts': [] }, types)).toEqual([
      'rooms-import-downward: engine/model/step.ts → engine/run/plan.ts',
    ]);
  });

  it('a spec looks anywhere', () => {
    expect(rulesOf({ 'engine/model/step.spec.ts': ['engine/run/run.ts'] })).toEqual([]);
  });
});

describe('a room is small', () => {
  it('as many files as it takes are let through, one more is found', () => {
    expect(rulesOf(crowd(mostFiles))).toEqual([]);
    expect(rulesOf(crowd(mostFiles + 1))).toEqual(['rooms-are-small: engine/model → engine/model']);
  });
});

describe('the page about the rooms', () => {
  const page = 'docs/architecture.md';
  const empty = '# Rooms\n\n<!-- rooms:begin -->\n<!-- rooms:end -->\n\nThe rest.\n';
  const whole = withRooms(empty, layers);
  const rowOf = (holds: string) =>
    new RegExp(`^\\| \`[\\w/-]+/\` +\\| ${holds.replaceAll('.', '\\.')} +\\|$`, 'mu');
  const isThere = (file: string) => file === 'engine/model/step.ts';
  const stale = (text: string, of = page) =>
    staleWords(of, text, layers, isThere).map(({ rule, to }) => `${rule}: ${to}`);

  it('has every layer and every room, with its sentence', () => {
    for (const { layer, holds, rooms } of layers) {
      expect(whole).toContain(`### \`${layer}/\`\n\n${holds}\n`);
      for (const room of rooms) expect(whole).toMatch(rowOf(room.holds));
    }
    expect(whole.startsWith('# Rooms\n')).toBe(true);
    expect(whole.endsWith('\n\nThe rest.\n')).toBe(true);
  });

  it('written again stays as it is, and is not stale', () => {
    expect(withRooms(whole, layers)).toBe(whole);
    expect(stale(whole)).toEqual([]);
  });

  it('is stale where a sentence was changed on either side', () => {
    expect(stale(whole.replace('facts, steps', 'steps'))).toEqual(['pages-say-the-rooms: scripts/rooms.mjs']);
    expect(stale(empty)).toEqual(['pages-say-the-rooms: scripts/rooms.mjs']);
    // Another page has no tables.
    expect(stale(empty, 'docs/add-a-check.md')).toEqual([]);
  });

  it.each([
    ['no marker', '# Rooms\n'],
    ['one marker', '<!-- rooms:begin -->\n'],
    ['markers in the wrong order', '<!-- rooms:end -->\n<!-- rooms:begin -->\n'],
    ['a marker twice', `${empty}<!-- rooms:begin -->\n`],
  ])('with %s cannot be written', (_, text) => {
    expect(() => withRooms(text, layers)).toThrow('each once and in this order');
  });

  it('names files that exist, and one that does not is found', () => {
    const text = 'See `engine/model/step.ts`, `engine/model/gone.ts` and `recipes/<vendor>.recipe.ts`.';
    expect(stale(text, 'README.md')).toEqual(['pages-name-files: engine/model/gone.ts']);
  });

  it('a table has one row a room, laid out as the formatter has it', () => {
    const lines = roomTables(layers).split('\n');
    expect(lines.filter((line) => line.startsWith('| `'))).toHaveLength(
      layers.flatMap(({ rooms }) => rooms).length,
    );
    const engine = lines.slice(4, 10);
    expect(engine[0]).toMatch(/^\| Room +\| Holds +\|$/u);
    expect(engine[1]).toMatch(/^\| -+ \| -+ \|$/u);
    expect(new Set(engine.map(({ length }) => length)).size).toBe(1);
  });
});
