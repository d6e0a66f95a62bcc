import type { ConnectionProfile } from '../../../engine/model/profile.ts';
import { framed, parts, workspaceNamed } from './connection.spec-kit.ts';
import type { RecipeWords } from './render.ts';

const nul = '\u0000';

/** What somebody may put into a name to be more than a name, by what it would reach. */
const attacks: readonly string[] = [
  // A page.
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  'javascript:alert(1)',
  '&lt;b&gt;&#x3C;',
  // A terminal.
  '\u001b[31mred\u001b[0m',
  '\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  '\u009b2J',
  'a\bb\u007fc',
  'one\rtwo',
  // A reader's eye.
  '\u202egnp.exe',
  '\u2066\u2069\u200f\u200e',
  'zero\u200bwidth\u2060\ufeff',
  'a\u00adb\u061cc',
  '\u{e0041}\u{e007f}',
  'line\u2028separator\u2029',
  // A spreadsheet.
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(A1:A9)',
  '\t=1+1',
  '\n=1+1',
  '＝1+1',
  // A shell.
  '$(touch /tmp/owned)',
  '`touch owned`',
  "'; touch owned; '",
  '"; touch owned; "',
  '; rm -rf . #',
  '| cat /etc/passwd',
  '&& exit 7',
  "\\'; exit 7; \\'",
  '$HOME ${HOME} $0 !!',
  '-rf --help',
  // HCL, Bicep, YAML, PowerShell.
  '${var.secret}',
  '$${var.secret}',
  '$$${x}',
  '%{ if true }x%{ endif }',
  '%%{x}',
  '"\n}\nresource "null" "x" {',
  "'\n}\nresource x 'y@1' = {",
  "\\'${1}",
  'trailing backslash \\',
  '\\\\" \\u0022 \\x27',
  '*/ /* // # -- <!--',
  '- item: &a [*a, !!js/function "x"]',
  'key: value # remark',
  '--- \n...\n? x',
  '! & * > | % ~ null yes 0x1F 1e3 .inf',
  "'@\n@'",
  '‘; calc; ’',
  '‚‛“”„; calc',
  // In Windows code pages the second byte of these is a quote.
  'đ; calc; đ',
  'ő; calc #',
  '$($env:TEMP) `n `" @(1)',
  '%PATH% !PATH! ^&',
  // Nothing, and much.
  ' ',
  '  leading and trailing  ',
  `a${nul}b`,
  `${nul}${nul}`,
  'x'.repeat(2_000),
  '\u0301combining first',
  'e\u0301 o\u0308',
  'up\u030d\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308'.repeat(9),
  'filler\u3164\uffa0\u115f selector\ufe0f\u{e0100}',
  '👩‍👩‍👧 family',
  '日本語 العربية ελληνικά',
  '../../../etc/passwd',
  'NAME=value\nEVIL=1',
  '{"__proto__":{"x":1}}',
  ']]>',
  'true',
  '~user',
  '"',
  "'",
  '`',
  '$',
  '\\',
  '#',
];

/** A generator with a seed (mulberry32), so that every run sees the same names. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** So many different hostile names: every attack by itself, then two or three of them in one. */
export function hostileNames(count: number, seed = 20_261_122): readonly string[] {
  const roll = dice(seed);
  const pick = () => attacks[roll(attacks.length)] ?? '';
  const glue = ['', ' ', '\n', "'", '"', '\\', '${', '\t', '\u202e', ','];
  const names = new Set<string>(attacks);
  while (names.size < count) {
    const joined = glue[roll(glue.length)] ?? '';
    names.add([pick(), pick(), ...(roll(2) ? [pick()] : [])].join(joined));
  }
  return [...names].slice(0, count);
}

/** So many different names, each of which holds something that nobody sees. */
export function unseenNames(count: number): readonly string[] {
  const held = hostileNames(count * 4).filter((name) => rawUnseen(name).length > 0);
  if (held.length < count) throw new Error(`only ${held.length} names`);
  return held.slice(0, count);
}

/** How many names one hostile connection carries. */
export const namesEach = 20;

/**
 * A connection in which every text a tenant or a file may choose is one of the names. `inArmIds` is what ARM IDs are
 * made of, where a command line has to carry them.
 */
export function hostileConnection(
  names: readonly string[],
  inArmIds: (name: string) => string = (name) => name,
): { readonly profile: ConnectionProfile; readonly of: RecipeWords } {
  const name = (at: number): string => names[at % names.length] ?? '';
  const { proof, ...rest } = parts();
  const { objects } = proof;
  if (!objects) throw new Error('the example has objects');
  const workspaces = ([0, 1] as const).map((at) => ({
    ...workspaceNamed(at, inArmIds(name(at)), inArmIds(name(at + 2)), name(at + 4)),
    workspaceName: name(at),
    resourceGroup: name(at + 2),
  }));
  const profile = framed(
    {
      ...rest,
      credential: { kind: 'secret', expiresAt: '', ...rest.credential, keyId: name(6) },
      workspaces,
      permissions: [name(7), name(8)],
      roles: [name(9)],
      form: { use: name(10), severities: [name(11), name(12)], kqlQueries: [name(13)], emailFetching: false },
      proof: {
        seen: { [`k${name(14)}`]: name(15) },
        objects: {
          ...objects,
          application: { ...objects.application, displayName: name(16), uniqueName: name(17) },
          apis: objects.apis.map((each, at) => ({
            ...each,
            title: at === 0 ? name(18) : each.title,
            permissions: each.permissions.map((held) => ({ ...held, permission: name(7 + at) })),
          })),
          roleAssignments: workspaces.map(({ armId }, at) => ({
            id: `${armId}/providers/Microsoft.Authorization/roleAssignments/${objects.roleAssignments[at]?.id.split('/').at(-1) ?? ''}`,
            role: name(9),
            roleId: objects.roleAssignments[at]?.roleId ?? '',
            scope: armId,
          })),
        },
      },
    },
    name(19),
  );
  const of: RecipeWords = {
    title: `Connect Dropzone AI to Microsoft Sentinel, ${name(19)}`,
    form: [
      { section: 'Connection', id: 'clientId', title: 'Client ID', value: profile.clientId ?? '' },
      { section: `Workspace ${name(0)}`, id: 'name', title: 'Workspace Name', value: name(0) },
      { section: `Workspace ${name(0)}`, id: 'group', title: 'Resource Group', value: name(2) },
      { section: 'Queries', id: 'kql', title: 'KQL queries', value: name(13) },
    ],
  };
  return { profile, of };
}

/** Every emoji of https://www.unicode.org/reports/tr51/#def_rgi_set, whole. */
const emoji = new RegExp('\\p{RGI_Emoji}', 'gv');

/**
 * Characters that are seen by nobody, raw; line breaks at the end of lines, and what an emoji of Unicode's own list is
 * spelled with, are not among them.
 */
export function rawUnseen(text: string): readonly string[] {
  const raw = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
  return (text.replaceAll(emoji, '').match(raw) ?? []).filter((each) => each !== '\n');
}

/** Cells, pasted into a spreadsheet, that it would take for a formula. */
export function formulaCells(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line) => line.split('\t'))
    .filter((cell) => /^[=+\-@\r\0＝＋－＠]/.test(cell));
}
