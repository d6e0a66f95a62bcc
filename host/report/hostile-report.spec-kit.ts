import { type Report, reportIntegrityText } from '../../engine/view/report.ts';
import { sha256 } from '../storage/seal.ts';

/** The report with every text a tenant may choose one of the names, each in turn. */
export function hostileReport(of: Report, names: readonly string[]): Report {
  let at = 0;
  const next = () => names[at++ % names.length] ?? '';
  const fixed = new Set([
    'mark',
    'is',
    'verb',
    'severity',
    'intent',
    'ended',
    'show',
    'chart',
    'do',
    'identity',
    'code',
    'by',
    'days',
    'integrity',
    'runId',
    'tenantId',
    'cloud',
    'recipe',
    'madeAt',
    'beganAt',
    'lastAt',
    'planHash',
    'checks',
  ]);
  const through = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return fixed.has(key) ? value : next();
    if (Array.isArray(value)) return value.map((each: unknown) => through(each, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, through(held, name)]));
  };
  const report = through(of, '') as Report;
  const changes = report.changes.map((change) => (change.at ? { ...change, at: of.madeAt } : change));
  return { ...report, changes, integrity: sha256(reportIntegrityText({ ...report, changes })) };
}
