import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parse } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';
import { BadInput } from '../../input/bad-input.ts';
import { framed, parts, words } from './connection.spec-kit.ts';
import { envFile } from './env.ts';
import { hostileNames, rawUnseen } from './hostile.spec-kit.ts';
import { readBicep, readEnv, readPowershell } from './languages.spec-kit.ts';
import { asciiJson, asciiRemark, bicep, hcl, labels, powershell, remark, shell } from './quote.ts';

const run = promisify(execFile);
const names = hostileNames(1_000);

describe('each of 1000 hostile names as a literal', () => {
  it('of HCL means the name, read by an HCL parser', async () => {
    const text = `locals {\n  names = [\n${names.map((name) => `    ${hcl(name)},`).join('\n')}\n  ]\n}\n`;
    const read = (await parse('main.tf', text)) as { locals: readonly [{ names: readonly string[] }] };
    const meant = read.locals[0].names.map((each) => each.replaceAll('$${', '${').replaceAll('%%{', '%{'));
    expect(meant).toEqual(names.map((name) => name.normalize('NFC')));
    expect(rawUnseen(text)).toEqual([]);
  });

  it('of Bicep means the name', () => {
    expect(names.map((name) => readBicep(`var x = ${bicep(name)}`))).toEqual(
      names.map((name) => ({ texts: [name], skeleton: 'var x = §' })),
    );
  });

  it('of PowerShell means the name, in ASCII', () => {
    expect(names.map((name) => readPowershell(`$x = ${powershell(name)}`))).toEqual(
      names.map((name) => ({ texts: [name], skeleton: '$x = §' })),
    );
  });

  it('of bash means the name, read by bash in the C locale; one with a NUL is refused', async () => {
    const sayable = names.filter((name) => !name.includes('\0'));
    expect(sayable.length).toBeGreaterThan(900);
    const script = `printf '%s\\0' ${sayable.map(shell).join(' ')}`;
    const { stdout } = await run('bash', ['-c', script], {
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      maxBuffer: 64 * 1024 * 1024,
    });
    expect(stdout.split('\0').slice(0, -1)).toEqual(sayable);
    expect(rawUnseen(script)).toEqual([]);
    for (const name of names.filter((each) => each.includes('\0'))) {
      expect(() => shell(name)).toThrow(BadInput);
    }
  });

  it('of an environment file means the name', () => {
    const read = readEnv(envFile(framed({ ...parts(), form: { list: names } }), words));
    expect(names.map((_, at) => read.get(`FORM_LIST_${at + 1}`))).toEqual(names);
  });

  it('of JSON in ASCII means the name, and holds no quote that a shell would see', () => {
    const text = asciiJson(names);
    expect(JSON.parse(text)).toEqual(names);
    expect(text).not.toMatch(/[^ -~]|'/);
  });

  it('in a remark stays on its line', () => {
    for (const name of names) {
      expect(remark('#', name, 'end').split('\n')).toHaveLength(2);
      expect(rawUnseen(remark('//', name))).toEqual([]);
      expect(asciiRemark('#', name)).toMatch(/^#[ -~]*$/);
    }
  });
});

describe('a title as a name', () => {
  it('is letters, digits and underscores, begins with a letter, and is nobody else’s', () => {
    const labelOf = labels();
    expect([
      labelOf('Microsoft Graph'),
      labelOf('microsoft-graph'),
      labelOf('日本'),
      labelOf('9 lives'),
    ]).toEqual(['microsoft_graph', 'microsoft_graph_2', 'item', 'item_9_lives']);
    const all = names.map(labels());
    const unique = labels();
    expect(new Set(names.map(unique)).size).toBe(names.length);
    for (const name of all) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
  });
});
