import type { Evidence } from '../../engine/model/show.ts';
import { visible } from '../../engine/model/visible.ts';
import type { Style } from './style.ts';

/** As many requests as a finding prints; `--json` has all of them. */
const most = 6;

/** The requests a finding rests on, the latest ones where there are many. */
export function evidenceLines(style: Style, evidence: readonly Evidence[]): readonly string[] {
  if (evidence.length === 0) return [];
  const left = evidence.length - most;
  return [
    `  ${style.paint('strong', 'Evidence')}`,
    ...(left > 0 ? [style.paint('faint', `    ${left} more before these`)] : []),
    ...evidence.slice(-most).map((each) => style.paint('faint', `    ${visible(evidenceText(each))}`)),
  ];
}

function evidenceText({ request, answer, identity, at, requestId }: Evidence): string {
  const who = identity === 'person' ? 'as you' : 'as an application';
  return `${request}: ${answer}, ${who}, ${at}${requestId ? `, request ${requestId}` : ''}`;
}
