/**
 * Queries as analysts of Microsoft Sentinel write them. Every part is an idiom of published collections
 * (github.com/reprise99/Sentinel-Queries, Bert-JanP/Hunting-Queries-Detection-Rules and rod-trent/SentinelKQL) in our
 * own words; a query is one of each, joined in the order people write them.
 */

const openings = [
  '',
  '// Who signs in from where\n',
  'let lookback = 14d;\n',
  'let threshold = 5; // per hour\n',
  'let privileged = dynamic(["Global Administrator", "User Administrator"]);\n',
  'let known = (start: datetime) { SigninLogs | where TimeGenerated < start | distinct UserPrincipalName };\n',
  'let failures =\n    SigninLogs\n    | where ResultType != 0\n    | summarize Failed = count() by UserPrincipalName;\n\n',
  'set query_now = datetime(2026-11-01);\n',
] as const;

const sources = [
  'SecurityIncident',
  'SigninLogs\n| where TimeGenerated > ago(1d)',
  'union isfuzzy=true SigninLogs, AADNonInteractiveUserSignInLogs',
  'union withsource=Source Security*',
  '_GetWatchlist("VIP")\n| join kind=inner (SigninLogs) on $left.SearchKey == $right.UserPrincipalName',
  '_Im_Dns(starttime=ago(1d), endtime=now())',
  "search in (SecurityEvent, Syslog) 'mimikatz'",
  'find in (Heartbeat, Event) where Computer has "dc"',
  "['Custom_CL']",
  'table("AzureActivity")',
  'AuditLogs\n\n| where OperationName has_any ("Add member to role", "Add owner")',
  'datatable(Ip: string, Hits: long) ["10.0.0.1", 3, "10.0.0.2", 5]',
] as const;

const narrowing = [
  '',
  '| where AlertName has "database (sql)"',
  "| where Title has \"cluster('x')\" or Url == 'https://example.com/a//b'",
  '| where LocalTime between (datetime(2026-11-01) .. 7d)',
  '| extend LocalTime = TimeGenerated + 5h\n| where hourofday(LocalTime) !between (6 .. 18)',
  '| where CommandLine matches regex @"(?i)\\\\temp\\\\.*\\.exe" and not (User startswith "svc-")',
  '| extend Actor = tostring(parse_json(tostring(InitiatedBy.user)).userPrincipalName)\n| where isnotempty(Actor)',
  '| mv-expand todynamic(Entities)\n| extend Kind = tostring(Entities.Type)',
  '| parse EventData with * "<Data Name=\\"IpAddress\\">" Address "</Data>" *',
  '| where ipv4_is_in_range(IPAddress, "10.0.0.0/8") == false // ours\n// and the others',
  '| where app == "external_table" and workspace !in~ ("arg", "adx")',
  "| mv-apply Part = split(Name, '.') on (where Part != 'local' | take 1)",
] as const;

const answers = [
  '',
  '| take 100',
  '| summarize arg_max(TimeGenerated, *) by IncidentNumber',
  '| summarize Count = count(), Users = make_set(User, 50) by bin(TimeGenerated, 1h), Computer\n| sort by Count desc',
  '| project TimeGenerated, User, ["Source IP"] = IPAddress',
  '| evaluate bag_unpack(Properties)',
  '| evaluate pivot(Severity, count())',
  '| make-series Count = count() default=0 on TimeGenerated step 1d by User\n| extend (flag, score, base) = series_decompose_anomalies(Count, 1.5)',
  '| top-nested 3 of Location by count(), top-nested 2 of User by count()',
  '| as hits | project-away *_s | project-reorder Time*',
  '| join kind=leftanti (SigninLogs | where TimeGenerated between (ago(14d) .. ago(1d))) on User',
  '| serialize Row = row_number() | extend Gap = datetime_diff("minute", TimeGenerated, prev(TimeGenerated, 1))',
] as const;

const endings = [
  '',
  ';',
  ' // to be tuned',
  '\n| render timechart',
  '\n| render columnchart with (kind=stacked, title="By day; then by user")\n;\n',
] as const;

/** So many different queries, the same each time: a walk through all combinations in steps that meet every part. */
export function analystQueries(count: number): readonly string[] {
  const parts = [openings, sources, narrowing, answers, endings] as const;
  const all = parts.reduce((product, part) => product * part.length, 1);
  // No factor of any part, so that the walk repeats nothing before it has met everything.
  const stride = 40_009;
  return Array.from({ length: Math.min(count, all) }, (_, nth) => {
    let rest = (nth * stride) % all;
    const chosen = parts.map((part) => {
      const at = rest % part.length;
      rest = Math.floor(rest / part.length);
      return part[at] ?? '';
    });
    const [opening = '', source = '', narrow = '', answer = '', ending = ''] = chosen;
    return `${opening}${[source, narrow, answer].filter((each) => each !== '').join('\n')}${ending}`;
  });
}
