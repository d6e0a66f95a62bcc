import { describe, expect, it } from 'vitest';
import { judgeLock, toLookUp } from './lock-file.mjs';
import { whyNotReleased } from './package.mjs';
import { judgeTally } from './test.mjs';
import { whatIsWrong } from './title.mjs';

describe('a release', () => {
  it('is never made on the stand-in runtime, however new it says it is', () => {
    expect(whyNotReleased({ version: '25.1.1', standIn: true }, '45.4.1')).toMatch(/stand-in/u);
    expect(whyNotReleased({ version: '45.4.1', standIn: true }, '45.4.1')).toMatch(/stand-in/u);
  });

  it('is made on the three supported majors only', () => {
    expect(whyNotReleased({ version: '42.9.0', standIn: false }, '45.4.1')).toMatch(/43 is the oldest/u);
    expect(whyNotReleased({ version: '43.0.0', standIn: false }, '45.4.1')).toBeUndefined();
    expect(whyNotReleased({ version: '45.4.1', standIn: false }, '45.4.1')).toBeUndefined();
  });

  it('is refused when the version cannot be read', () => {
    expect(whyNotReleased({ version: 'unknown', standIn: false }, '45.4.1')).toMatch(/no longer supported/u);
  });
});

describe('a test run', () => {
  it('counts what was counted', () => {
    expect(judgeTally({ passed: 3, failed: 0, skipped: 0 }, 0)).toEqual({ passed: 3, failed: 0, skipped: 0 });
    expect(judgeTally({ passed: 3, failed: 2, skipped: 0 }, 1)).toEqual({ passed: 3, failed: 2, skipped: 0 });
  });

  it('that ran nothing has failed', () => {
    expect(judgeTally({ passed: 0, failed: 0, skipped: 9 }, 0).failed).toBe(1);
  });

  it('that ended badly without a failed test has failed', () => {
    expect(judgeTally({ passed: 3, failed: 0, skipped: 0 }, 1).failed).toBe(1);
  });
});

describe('the lock file', () => {
  const sound = { version: '1.0.0', integrity: 'sha512-abc' };
  const wrong = (packages: Parameters<typeof judgeLock>[0]['packages']) => judgeLock({ packages }).wrong;

  it('lists every package by its hash', () => {
    expect(judgeLock({ packages: { '': {}, 'node_modules/a': sound } })).toEqual({
      count: 1,
      wrong: [],
    });
  });

  it('carries no address, no package without a hash, and not nothing', () => {
    expect(wrong({ 'node_modules/a': { ...sound, resolved: 'https://registry.example/a.tgz' } })).toEqual([
      'node_modules/a carries an address',
    ]);
    const hashless = ['node_modules/a carries no sha512: npm run lock'];
    expect(wrong({ 'node_modules/a': {} })).toEqual(hashless);
    expect(wrong({ 'node_modules/a': { integrity: 'sha1-abc' } })).toEqual(hashless);
    for (const excuse of [{ optional: true, os: ['darwin'] }, { inBundle: true }])
      expect(wrong({ 'node_modules/a': { version: '1.0.0', ...excuse } })).toEqual(hashless);
    expect(wrong({ '': {} })).toEqual(['it lists no package']);
  });

  it('is complete: a build for another platform that was left out is named, and looked up again with its tool', () => {
    const build = '@a/tool-darwin-arm64';
    const tool = { ...sound, optionalDependencies: { [build]: '1.0.0' } };
    const packages = { '': {}, 'node_modules/tool': tool, 'node_modules/b': sound };
    expect(wrong(packages)).toEqual([expect.stringContaining(`${build} is left out`)]);
    expect(toLookUp({ packages }).packages).toEqual({ '': {}, 'node_modules/b': sound });
    expect(wrong({ ...packages, [`node_modules/tool/node_modules/${build}`]: sound })).toEqual([]);
  });

  it('links to a workspace, which has no hash, and to no other folder', () => {
    const packages = {
      '': { workspaces: ['practice'] },
      'node_modules/a': sound,
      'node_modules/@b/practice': { resolved: 'practice', link: true },
      practice: { version: '1.0.0' },
    };
    expect(judgeLock({ packages })).toEqual({ count: 1, wrong: [] });
    expect(toLookUp({ packages }).packages).toEqual(packages);
    expect(wrong({ ...packages, 'node_modules/c': { resolved: '../c', link: true } })).toEqual([
      'node_modules/c links to ../c, which is no workspace',
    ]);
    expect(wrong({ ...packages, tools: { version: '1.0.0' } })).toEqual([
      'tools carries no sha512: npm run lock',
    ]);
  });

  it('has what stands in it without a hash looked up again, and nothing else', () => {
    const packages = { '': {}, 'node_modules/a': sound, 'node_modules/b': { version: '1.0.0' } };
    expect(toLookUp({ packages }).packages).toEqual({ '': {}, 'node_modules/a': sound });
  });
});

describe('the title of a change', () => {
  it.each([
    'feat(recipes): connect Acme',
    'fix: say which role is missing',
    'feat(cli)!: exit with 4 while waiting',
  ])('%s will do', (title) => {
    expect(whatIsWrong(title)).toBeUndefined();
  });

  it.each([
    ['Connect Acme', /kind\(scope\): why/u],
    ['feat(recipes):connect', /kind\(scope\): why/u],
    ['feature: connect Acme', /no kind of change/u],
    ['feat(backend): connect Acme', /none of our nouns/u],
    ['fix(cli): exit with 4.', /full stop/u],
    [`fix(cli): ${'x'.repeat(120)}`, /longer than/u],
  ])('%s will not', (title, why) => {
    expect(whatIsWrong(title)).toMatch(why);
  });
});
