import { describe, expect, it } from 'vitest';
import { evaluateKql } from './evaluate.ts';
import { type Column, loadLanguage } from './values/language.ts';

const now = Date.UTC(2026, 10, 22, 8);
const columns: readonly Column[] = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'n', type: 'int' },
  { name: 'm', type: 'long' },
  { name: 'r', type: 'real' },
  { name: 's', type: 'string' },
  { name: 'b', type: 'bool' },
  { name: 'g', type: 'guid' },
  { name: 't', type: 'timespan' },
  { name: 'd', type: 'dynamic' },
];
const row = [now, 1, 2, 1.5, 'text', true, '74be27de-1e4e-49d9-b579-fe0b331d3642', '00:01:00', { a: [1, 2] }];
const database = {
  tables: { T: { columns, rows: [row] }, U: { columns: columns.slice(0, 3), rows: [row.slice(0, 3)] } },
};

/**
 * The language library works out columns by itself when it binds a query; the evaluator works them out as it goes.
 * Two programs that agree on names and types for every case here do not share a mistake by chance.
 */
const queries = [
  'T',
  'T | project n + n, n + m, n - m, m * m, m / n, n % n, r + n, r / m, -n, -r, -t',
  'T | project TimeGenerated - TimeGenerated, TimeGenerated + t, t + t, t / t, t * 2, 2 * t, t / 2, t - t',
  'T | project n > m, s == "a", s has "a", b and true, not(b), isnull(n), s in ("a"), n between (1 .. 2)',
  'T | project tostring(n), toint(m), tolong(n), todouble(n), tobool(n), todatetime(s), totimespan(s), toguid(s), parse_json(s)',
  'T | project strlen(s), tolower(s), strcat(s, n), substring(s, 1), split(s, ","), indexof(s, "t"), replace_string(s, "a", "b"), countof(s, "t")',
  'T | project bin(n, 2), bin(m, 2), bin(r, 2), bin(r, 0.5), bin(TimeGenerated, 1h), bin(t, 1s), floor(m, 5)',
  'T | project abs(n), abs(r), round(r, 1), sqrt(r), pow(r, 2), exp(r), log(r), log10(r), min_of(n, n), max_of(m, m), ceiling(r), sign(r)',
  'T | project now(), ago(1h), startofday(TimeGenerated), endofmonth(TimeGenerated), dayofweek(TimeGenerated), dayofmonth(TimeGenerated), dayofyear(TimeGenerated), hourofday(TimeGenerated), monthofyear(TimeGenerated), getyear(TimeGenerated)',
  'T | project datetime_diff("day", TimeGenerated, now()), datetime_add("day", 1, TimeGenerated), datetime_part("Hour", TimeGenerated), format_datetime(TimeGenerated, "yyyy"), ingestion_time(), unixtime_seconds_todatetime(n)',
  'T | project iff(b, n, n), iff(b, m, n), case(b, s, s), coalesce(n, n), coalesce(s, s), iff(b, r, m), iff(b, n, r)',
  'T | project d.a, d["a"][0], d.a[0], array_length(d.a), bag_keys(d), pack("k", n), pack_array(n, m), bag_pack("k", 1), set_has_element(d.a, 1)',
  'T | extend x = n, n = s, y = 1.5 | extend strlen(s)',
  'T | summarize count(), countif(b), sum(n), sum(m), sum(r), sum(t), avg(n), avg(r), avg(t), min(n), max(TimeGenerated), min(s)',
  'T | summarize dcount(s), dcountif(s, b), sumif(n, b), avgif(m, b), minif(n, b), maxif(r, b), stdev(n), variance(r), count_distinct(s)',
  'T | summarize percentile(n, 50), percentile(r, 5), percentile(t, 99), percentiles(m, 50, 95), percentiles(TimeGenerated, 1, 2) by s',
  'T | summarize arg_max(TimeGenerated, *) by s',
  'T | summarize arg_min(n, s, r), arg_max(m, b) by g',
  'T | summarize x = arg_max(TimeGenerated, s) by n',
  'T | summarize take_any(s), any(n), make_list(n), make_set(s), make_list_if(n, b), make_set_if(s, b) by bin(TimeGenerated, 1h)',
  'T | summarize n2 = count() * 2, share = 1.0 * countif(b) / count(), span = max(TimeGenerated) - min(TimeGenerated) by bucket = bin(m, 10)',
  'T | summarize by s, n',
  'T | distinct s, n',
  'T | count',
  'T | project-away n, s | project-rename renamed = m | project-reorder r | project-keep r, ren*',
  'T | top 1 by n | sort by m asc, s | take 1',
  'T | join kind=inner U on n',
  'T | join kind=leftouter (U | project m, k = n) on $left.n == $right.k',
  'T | join kind=leftanti U on n',
  'T | join kind=leftsemi U on n, m',
  'T | join kind=fullouter U on n',
  'union T, U',
  'union withsource=Source T, U',
  'T | union (U | project n = "text")',
  'union isfuzzy=true Nowhere, U',
  'T | project n, d | mv-expand d',
  'T | project n, d | mv-expand with_itemindex=i d, e = d.a',
  'T | mv-apply x = d.a to typeof(long) on (summarize s = sum(x), count())',
  'T | mv-apply d.a on (take 1)',
  'T | lookup (U | project k = n, z = m) on $left.n == $right.k',
  'T | parse s with * "a" y:long "b" z',
  'T | join kind=rightanti U on n',
  'T | project extract("a", 0, s), extract_all("(a)", s), trim("a", s), strcat_array(d, ","), pack_all(), week_of_year(TimeGenerated), max_of(n, r), set_union(d, d)',
  'T | project n, d | mv-expand d.a',
  'T | project n, d | mv-expand e = d.a to typeof(long)',
  'print 1, x = "a", 1.5, now(), 1h, true, dynamic([1])',
  'datatable(a:long, b:string, c:datetime, d:dynamic)[1, "x", datetime(2026-01-01), dynamic(1)]',
  'range x from 1 to 3 step 1',
  'range x from ago(1d) to now() step 1h',
  'let V = T | project n; let c = 5; V | extend c, k = c + n | extend toscalar(V | count)',
  'T | getschema',
];

describe('the columns of an answer', () => {
  it.each(queries)('%s', async (query) => {
    const schema = Object.fromEntries(
      Object.entries(database.tables).map(([name, table]) => [name, table.columns]),
    );
    const { syntax } = (await loadLanguage()).analyze(query, schema);
    const bound = syntax.parts['Statements']?.items.at(-1)?.parts['Expression']?.columns;
    const answer = await evaluateKql(query, database, { now });
    expect(answer).toHaveProperty('tables');
    expect('tables' in answer ? answer.tables[0]?.columns : answer.error).toEqual(bound);
  });
});
