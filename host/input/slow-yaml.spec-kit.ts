const k = 65_000;
/** Each is as long as a YAML file may be; some are texts the parser needs minutes for. */
export const slowYaml: Readonly<Record<string, string>> = {
  quotes: '"'.repeat(k),
  singles: "'".repeat(k),
  closers: ']'.repeat(k),
  closers2: '}'.repeat(k),
  openers: '['.repeat(k),
  keys: Array.from({ length: 12000 }, (_, i) => `k${i.toString(36)}:`)
    .join('\n')
    .slice(0, k),
  aliases: 'a: &a 1\nb: [' + '*a,'.repeat(20000) + ']',
  anchors: Array.from({ length: 6000 }, (_, i) => `- &a${i} x`)
    .join('\n')
    .slice(0, k),
  dashes: '- '.repeat(999) + '\n' + '-'.repeat(k - 3000),
  colons: ':'.repeat(k),
  commas: '[' + ','.repeat(k - 2) + ']',
  tabs: '\t'.repeat(k),
  newlines: '\n'.repeat(k),
  hashes: '#'.repeat(k),
  pipes: 'a: |\n' + ' \n'.repeat(30000),
  gt: 'a: >\n' + ' x\n'.repeat(20000),
  bang: '!'.repeat(k),
  amp: '&'.repeat(k),
  star: '*'.repeat(k),
  pct: '%'.repeat(k),
  q: '? '.repeat(900) + '?'.repeat(60000),
  docs: '---\n'.repeat(16000),
  dots: '...\n'.repeat(16000),
  blanks: ' '.repeat(k),
  flow: '{'.concat('a: 1,'.repeat(12000), '}'),
  dup: 'a: 1\n'.repeat(12000),
  bs: '"' + '\\'.repeat(k - 2) + '"',
  u: '"' + '\\u0041'.repeat(10000) + '"',
  merge: 'a: &a {b: 1}\n' + 'c: {<<: *a}\n'.repeat(5000),
  quoteLines: '"\n'.repeat(30000),
  seqmap: Array.from({ length: 3000 }, (_, i) => ' '.repeat(i % 9) + '- a: b')
    .join('\n')
    .slice(0, k),
  brack2: '[]'.repeat(32000),
  tag: '!<a> '.repeat(12000),
};

/** Longer than any YAML that is read. */
export const oversizedYaml: Readonly<Record<string, string>> = {
  '100 KB of quotes': '"'.repeat(100_000),
  '60,000 keys': Array.from({ length: 60_000 }, (_, at) => `k${at}: 1`).join('\n'),
  '50,000 aliases': `a: &a 1\nb: [${'*a, '.repeat(50_000)}]`,
  '30,000 anchors': Array.from({ length: 30_000 }, (_, at) => `- &a${at} x`).join('\n'),
  'a million brackets': ']'.repeat(1_000_000),
};
