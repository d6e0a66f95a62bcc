import { describe, expect, it } from 'vitest';
import { loadKusto } from './kusto.ts';

const { parse } = await loadKusto();
const found = (query: string) =>
  parse(query).findings.map(({ kind, line, column, message }) => `${kind} ${line}:${column} ${message}`);
const outside = (name: string, does: string) =>
  `"${name}" ${does}, and a query can only read its own workspace.`;

describe('what leaves the workspace is refused by its full name, and its near miss is taken', () => {
  it.each([
    [
      'T | where Url == "https://a" | evaluate http_request("https://b")',
      41,
      'http_request',
      'sends a request to a web address',
      'T | where Url == "evaluate http_request(1)"',
    ],
    [
      'T | evaluate http_request_post("https://b")',
      14,
      'http_request_post',
      'sends a request to a web address',
      'T | where http_request_post == 1',
    ],
    [
      'evaluate sql_request("a", "b")',
      10,
      'sql_request',
      'reads an SQL database',
      'SecurityAlert | where AlertName has "database (sql)"',
    ],
    [
      'evaluate mysql_request("a", "b")',
      10,
      'mysql_request',
      'reads a MySQL database',
      'T // evaluate mysql_request("a", "b")',
    ],
    [
      'evaluate postgresql_request("a", "b")',
      10,
      'postgresql_request',
      'reads a PostgreSQL database',
      'T | evaluate pivot(a, count())',
    ],
    [
      'evaluate cosmosdb_sql_request("a", "b")',
      10,
      'cosmosdb_sql_request',
      'reads an Azure Cosmos DB database',
      'T | evaluate bag_unpack(a)',
    ],
    [
      'evaluate azure_digital_twins_query_request("a", "b")',
      10,
      'azure_digital_twins_query_request',
      'reads Azure Digital Twins',
      'T | evaluate basket()',
    ],
    [
      'externaldata(a:string)["https://b"]',
      1,
      'externaldata',
      'reads a file from a web address',
      'T | extend externaldata_s = 1',
    ],
    [
      'let a = external_data(a:string)["https://b"]; a',
      9,
      'external_data',
      'reads a file from a web address',
      'T | where a has "external_data(a:string)"',
    ],
    ['external_table("a")', 1, 'external_table()', 'reads a table that is stored elsewhere', 'table("a")'],
    [
      'cluster("a").database("b").T',
      1,
      'cluster()',
      'reads another cluster',
      `SecurityIncident | where Title has "cluster('x')"`,
    ],
    [`['cluster']("a").T`, 1, 'cluster()', 'reads another cluster', `T | where ['cluster'] == 1`],
    ['database("a").T', 1, 'database()', 'reads another database', 'T | where database == "b"'],
    ['union T, workspace("a").T', 10, 'workspace()', 'reads another workspace', 'T | extend workspace = "a"'],
    [
      'app("a").requests',
      1,
      'app()',
      'reads an Application Insights application',
      'let app = (x:string) { T }; app("a")',
    ],
    [
      'resource("/a").T',
      1,
      'resource()',
      'reads the logs of another resource',
      'T | summarize count() by resource',
    ],
    ['arg("").Resources', 1, 'arg()', 'reads Azure Resource Graph', 'T | summarize arg_max(a, *) by b'],
    ['T | join (adx("a").U) on b', 11, 'adx()', 'reads an Azure Data Explorer cluster', 'T | where adx'],
    ['#connect cluster("a")\nT', 1, '#connect', 'reads another cluster', 'T | where a == "#connect"'],
  ])('%s', (query, column, name, does, nearMiss) => {
    expect(found(query)[0]).toBe(`outside 1:${column} ${outside(name, does)}`);
    expect(found(nearMiss)).toEqual([]);
  });

  it('each of several is found, where it is', () => {
    expect(
      found('union workspace("a").T,\n  (evaluate http_request("https://b"))').map((each) =>
        each.slice(0, 12),
      ),
    ).toEqual(['outside 1:7 ', 'outside 2:13']);
  });
});

describe('what is no query is refused with the reason, and its near miss is taken', () => {
  it.each([
    ['| where a', '1:1 The query begins with a pipe, so it has no table.', 'T | where a'],
    [
      '{ "version": "Notebook/1.0" }',
      '1:1 This is JSON, not a query.',
      `print dynamic({"version": "Notebook/1.0"})`,
    ],
    ['[{ "a": 1 }]', '1:1 This is JSON, not a query.', `['T'] | take 1`],
    [
      'index=main sourcetype=x | stats count by y',
      '1:1 This looks like a Splunk search, not KQL.',
      'index | where main == 1',
    ],
    ['search index=main', '1:1 This looks like a Splunk search, not KQL.', 'search index == "main"'],
    [
      'T | stats count by y',
      '1:1 This looks like a Splunk search, not KQL.',
      'T | summarize stats = count() by y',
    ],
    ['// only a comment', '1:1 There is only a comment, and no query.', '// a comment\nT'],
    ['let a = 1;', '1:1 "let" only names something, and no query follows.', 'let a = 1; T'],
    ['let a = 1', '1:1 "let" only names something, and no query follows.', 'let a = 1; print a'],
    ['.show tables', '1:1 A text that begins with a dot is a command, not a query.', 'T | extend a = b.show'],
    ['"a"', '1:1 This is a value, not a query.', 'print "a"'],
    ['<xml/>', '1:1 A query can\'t begin with "<".', 'T | where a < 1'],
  ])('%s', (query, words, nearMiss) => {
    expect(found(query)).toEqual([`no-query ${words}`]);
    expect(found(nearMiss)).toEqual([]);
  });
});

describe('what breaks off is said where the next line begins', () => {
  const second = 'A second query begins here, and only one can run at a time.';
  it.each([
    ['T | take 1\nU | take 2', `two-queries 2:1 ${second}`, 'T | take 1\n| union U'],
    ['T | take 1\n\n  U', `two-queries 3:3 ${second}`, 'T\n\n| take 1'],
    [
      'T | project a\n\n// the next\nU | take 1',
      `two-queries 4:1 ${second}`,
      'T | project a\n\n// the next\n| take 1',
    ],
    ['T | sort by a desc\nlet b = 1;\nU', `two-queries 2:1 ${second}`, 'let b = 1;\nT | sort by a desc'],
    ['T; U', `two-queries 1:4 ${second}`, 'let a = T; a'],
    [
      'T | project a\nU | take 1',
      'two-queries 2:1 A second query begins here, or a comma is missing before this line.',
      'T | project a,\nU | take 1',
    ],
    ['T\nwhere a == 1', 'missing-pipe 2:1 A pipe is missing before "where".', 'T\n| where a == 1'],
    [
      'T\n| where a == 1\n  take 5',
      'missing-pipe 3:3 A pipe is missing before "take".',
      'T\n| where a == 1\n  and take == 5',
    ],
    [
      'T | project a\nwhere a == 1',
      'missing-pipe 2:1 A pipe is missing before "where".',
      'T | project a\n| where a == 1',
    ],
    ['let a = 1\nT', 'fault 2:1 The statement before this one has no semicolon.', 'let a = 1;\nT'],
  ])('%j', (query, words, nearMiss) => {
    expect(found(query)).toEqual([words]);
    expect(found(nearMiss)).toEqual([]);
  });
});

describe('what runs in no workspace is a fault, and its near miss is taken', () => {
  const comparison = 'A single "=" gives a name and can\'t compare.';
  it.each([
    [
      'T | where (a == 0) and b == 0)',
      '1:30 Nothing is open that ")" could close.',
      'T | where (a == 0) and (b == 0)',
    ],
    ['T | take 5 ]', '1:12 Nothing is open that "]" could close.', 'T | where a == "]"'],
    ['T | where a = 0', `1:11 ${comparison}`, 'T | where a == 0'],
    ['T | where a == 1 and b = 0', `1:24 ${comparison}`, 'T | extend b = 0'],
    [
      'T | where TimeGenerated > ago(1)',
      '1:31 "1" must be a value of type timespan, such as 1d.',
      'T | where TimeGenerated > ago(1d)',
    ],
    // The library knows no table, so it takes the sum for a timespan, and a workspace knows better.
    [
      'T | where TimeGenerated > ago("1d")',
      '1:31 "1d" must be a value of type timespan, such as 1d.',
      'T | where hourofday(TimeGenerated + 5h) > 6',
    ],
    ['T | take "5"', '1:10 "5" must be a whole number, such as 5.', 'T | take 5'],
    ['T | whre a', '1:5 "whre" isn\'t a KQL operator.', 'whre | take 1'],
    ['T | where (a == 1', '1:18 ")" is missing here.', 'T | where (a == 1)'],
    [
      'T | where a == "C:\\Windows"',
      '1:19 A single "\\" can\'t be in a text here.',
      'T | where a == @"C:\\Windows"',
    ],
    ['T | where a has "b', '1:19 A quotation mark is missing.', 'T | where a has "b"'],
  ])('%s', (query, words, nearMiss) => {
    expect(found(query)).toEqual([`fault ${words}`]);
    expect(found(nearMiss)).toEqual([]);
  });

  it('a thousand open brackets are refused at once, and a deep query is read', () => {
    expect(found('('.repeat(60_000))).toEqual([
      'fault 1:1 Too many brackets are open at once to check this.',
    ]);
    expect(found(`print ${'('.repeat(20)}1${')'.repeat(20)}`)).toEqual([]);
  });
});

describe('what is typed is what runs', () => {
  it.each([
    ['SecurityIncident | take 5;', 'SecurityIncident | take 5'],
    ['SecurityIncident | take 5 // the newest', 'SecurityIncident | take 5'],
    ['SecurityIncident | take 5; // the newest\n', 'SecurityIncident | take 5'],
    ['// first\nT // then\n| where a == "// b;"', 'T // then\n| where a == "// b;"'],
    ['T | summarize count() by bin(a, 1h) | render timechart', 'T | summarize count() by bin(a, 1h)'],
    ['let n = 5; T | take n | render table with (title="a") ;', 'let n = 5; T | take n'],
    ['let f = () { U | render table }; T', 'let f = () { U | render table }; T'],
    [
      'SecurityIncident | evaluate pivot(Severity, count())',
      'SecurityIncident | evaluate pivot(Severity, count())',
    ],
  ])('%j', (query, runs) => {
    expect(parse(query)).toMatchObject({ findings: [], counts: `${runs}\n| count` });
    expect(parse(`${runs}\n| count`).findings).toEqual([]);
  });

  it('what is refused has nothing to run', () => {
    expect(parse('T | take 5 ]').counts).toBeUndefined();
  });
});
