import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BadInput } from './bad-input.ts';
import { checkShape, decode, readDocument, readText } from './safe-read.ts';
import { parseStrictJson } from './strict-json.ts';
import { parseStrictYaml } from './strict-yaml.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'safe-read-'));

function file(name: string, content: string | Buffer): string {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

async function refusalsOf(act: () => unknown): Promise<BadInput['refusals']> {
  try {
    await act();
  } catch (error) {
    if (error instanceof BadInput) return error.refusals;
    throw error;
  }
  throw new Error('nothing was refused');
}

async function reasonOf(act: () => unknown): Promise<string> {
  const [refusal] = await refusalsOf(act);
  expect(refusal.field).not.toBe('');
  expect(refusal.remedy).not.toBe('');
  return refusal.reason;
}

describe('a file from outside', () => {
  it('is read where it is ordinary UTF-8 text, a replacement character of its own included', async () => {
    const place = file('good.txt', 'grüße \ufffd 你好');
    expect(await readText(place, '--answers')).toBe('grüße \ufffd 你好');
    symlinkSync(place, path.join(folder, 'link.txt'));
    expect(await readText(path.join(folder, 'link.txt'), '--answers')).toBe('grüße \ufffd 你好');
  });

  it('is refused where it is missing, a folder, a device, a pipe nobody writes to, or has no name', async () => {
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    expect(await reasonOf(() => readText(path.join(folder, 'nowhere'), 'f'))).toContain('There is no file');
    expect(await reasonOf(() => readText(path.join(folder, 'good.txt', 'x'), 'f'))).toContain(
      'There is no file',
    );
    expect(await reasonOf(() => readText(folder, 'f'))).toContain('is a folder');
    expect(await reasonOf(() => readText(path.join(folder, 'pipe'), 'f'))).toContain('not a regular file');
    expect(await reasonOf(() => readText('/dev/zero', 'f'))).toContain('not a regular file');
    expect(await reasonOf(() => readText('', 'f'))).toContain('not a file name');
    expect(await reasonOf(() => readText('a\0b', 'f'))).toContain('not a file name');
  });

  it('is refused above 1 MB and read at exactly 1 MB', async () => {
    expect(await reasonOf(() => readText(file('big', 'x'.repeat(1024 * 1024 + 1)), 'f'))).toContain(
      'larger than 1 MB',
    );
    expect((await readText(file('full', 'x'.repeat(1024 * 1024)), 'f')).length).toBe(1024 * 1024);
  });

  it('is refused in any other encoding, naming the byte', async () => {
    expect(await reasonOf(() => decode(Buffer.from('\ufeffabc'), 'f'))).toContain('byte order mark');
    expect(await reasonOf(() => decode(Buffer.from('\ufeffabc', 'utf16le'), 'f'))).toContain('UTF-16');
    expect(await reasonOf(() => decode(Buffer.from('abc', 'utf16le'), 'f'))).toBe(
      'Byte 2 is zero, so this is not text.',
    );
    const broken = Buffer.concat([Buffer.from('ä\ufffdb'), Buffer.from([0xc3, 0x28])]);
    expect(await reasonOf(() => decode(broken, 'f'))).toBe('Byte 7 is not UTF-8.');
  });

  it('is JSON or YAML by its name, or by how it begins', async () => {
    expect(await readDocument(file('a.json', '{"use":"both"}'), 'f')).toEqual({ use: 'both' });
    expect(await readDocument(file('a.yaml', 'use: both\n'), 'f')).toEqual({ use: 'both' });
    expect(await readDocument(file('a.txt', ' {"use":"both"}'), 'f')).toEqual({ use: 'both' });
    expect(await readDocument(file('b.txt', 'use: both'), 'f')).toEqual({ use: 'both' });
    expect(await reasonOf(() => readDocument(file('c.json', 'use: both'), 'f'))).toContain('not valid JSON');
  });
});

describe('JSON from outside', () => {
  it('is read as it is written', () => {
    expect(parseStrictJson('{"a":[1,-2.5e3,true,null,"\\u00e9,{[\\""]}', 'f')).toEqual({
      a: [1, -2500, true, null, 'é,{["'],
    });
    expect(parseStrictJson('[]', 'f')).toEqual([]);
  });

  it.each([
    ['a comment', '{"a":1 // no\n}', 'not valid JSON at line 1, column 8'],
    ['a trailing comma', '{\n "a":1,\n}', 'not valid JSON at line 3'],
    ['nothing', '', 'not valid JSON'],
    ['a key twice', '{"a":1,\n"a":2}', 'The key "a" appears twice in the same object, again at line 2'],
    ['a key twice with the same value', '{"a":1,"a":1}', 'appears twice'],
    ['a key twice, once in escapes', '{"a":1,"\\u0061":1}', 'appears twice'],
    ['__proto__', '{"__proto__":{"admin":true}}', 'The key "__proto__"'],
    ['__proto__ in escapes', '{"\\u005f_proto__":1}', 'The key "__proto__"'],
    ['constructor deep inside', '{"a":[{"constructor":1}]}', 'The key "constructor"'],
    ['prototype', '{"prototype":1}', 'The key "prototype"'],
    ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`, 'more than 32 levels'],
    ['twenty thousand levels', '['.repeat(20_000), 'more than 32 levels'],
    ['10,001 entries', `[${'1,'.repeat(10_000)}1]`, 'more than 10000 entries'],
    ['1e309', '{"a":1e309}', 'too large'],
    ['an integer that would be rounded', '{"a":9007199254740993}', 'too large'],
    ['NaN', '{"a":NaN}', 'not valid JSON'],
  ])('is refused with %s', async (_, text, reason) => {
    expect(await reasonOf(() => parseStrictJson(text, 'f'))).toContain(reason);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('keeps what only looks like the above', () => {
    expect(parseStrictJson(`${'['.repeat(32)}${']'.repeat(32)}`, 'f')).toHaveLength(1);
    expect(parseStrictJson(`[${'1,'.repeat(9_999)}1]`, 'f')).toHaveLength(10_000);
    expect(parseStrictJson('[{"a":1},{"a":1}]', 'f')).toHaveLength(2);
    expect(parseStrictJson('{"a":"__proto__"}', 'f')).toEqual({ a: '__proto__' });
  });
});

describe('YAML from outside', () => {
  it('is read as YAML 1.2: no and yes are texts, a list repeated once is a list', () => {
    expect(parseStrictYaml('a: no\nb: [1, 2]\nc: &x [k]\nd: *x\n', 'f')).toEqual({
      a: 'no',
      b: [1, 2],
      c: ['k'],
      d: ['k'],
    });
  });

  it.each([
    ['a key twice', 'a: 1\na: 1', 'The same key appears twice at line 2, column 1'],
    ['__proto__', '__proto__: {admin: true}', 'The key "__proto__"'],
    ['a second document', 'a: 1\n---\nb: 2', 'A second document starts'],
    ['an unknown tag', 'a: !!js/function "x"', 'A tag of an unknown type'],
    ['a key that is a list', '? [a]\n: 1', 'A key is not a text'],
    ['a tab as indent', 'a:\n\tb: 1', 'A tab is used to indent'],
    ['an open bracket', 'a: [1', 'not valid YAML'],
    ['more aliases than people write', `a: &x [1]\nb: [${'*x, '.repeat(30)}*x]`, 'aliases'],
    ['33 levels', `${'['.repeat(34)}${']'.repeat(34)}`, 'more than 32 levels'],
    ['twenty thousand levels', '['.repeat(20_000), 'more than 32 levels'],
    ['twenty thousand compact levels', '- '.repeat(20_000), 'more than 32 levels'],
    ['infinity', 'a: .inf', 'cannot be read exactly'],
    ['an integer that would be rounded', 'a: 9007199254740993', 'cannot be read exactly'],
    ['10,001 entries', '- 1\n'.repeat(10_001), 'more than 10000 entries'],
  ])('is refused with %s', async (_, text, reason) => {
    expect(await reasonOf(() => parseStrictYaml(text, 'f'))).toContain(reason);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('refuses a billion laughs without laughing', async () => {
    const lines = ['a0: &a0 [lol, lol]'];
    for (let at = 1; at < 30; at += 1) lines.push(`a${at}: &a${at} [*a${at - 1}, *a${at - 1}]`);
    const began = performance.now();
    expect(await reasonOf(() => parseStrictYaml(lines.join('\n'), 'f'))).toContain('aliases');
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('a shape', () => {
  const schema = z.strictObject({ tenantId: z.string(), list: z.array(z.strictObject({ n: z.number() })) });

  it('is refused field by field, with the nearest known name', async () => {
    const value = { tenantId: 5, list: [{ n: 1 }, { n: '2' }], tenantid: 'x', loginEndpoint: 'https://evil' };
    const refusals = await refusalsOf(() => checkShape(schema, value, 'p.json', ['tenantId', 'list']));
    const by = new Map(refusals.map((each) => [each.field, each]));
    expect(by.get('p.json.tenantId')?.reason).toContain('expected string');
    expect(by.get('p.json.list[1].n')?.reason).toContain('expected number');
    expect(by.get('p.json.tenantid')?.remedy).toContain('Did you mean tenantId?');
    expect(by.get('p.json.loginEndpoint')?.reason).toBe("Addresses can't come from a file.");
    expect(refusals).toHaveLength(4);
  });

  it('echoes at most 64 characters of what it was given, controls written out', async () => {
    const [refusal] = await refusalsOf(() => checkShape(schema, { ['\u001b[2J'.repeat(50)]: 1 }, 'f'));
    expect(refusal.reason).not.toContain('\u001b');
    const [unknown] = (
      await refusalsOf(() =>
        checkShape(schema, { tenantId: 'x', list: [], ['\u001b[2J'.repeat(50)]: 1 }, 'f'),
      )
    ).slice(-1);
    expect(unknown?.field).toMatch(/^f\.(?:\\u\{1b\}\[2J)+/);
    expect(unknown?.field.length).toBeLessThan(150);
  });
});
