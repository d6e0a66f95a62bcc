import type { Json, JsonObject } from './contents.ts';
import { guidOf, tokenOf } from './ids.ts';

/** The answer to a call. */
export interface Called {
  readonly status: number;
  readonly body: Json;
}

/** The values that decide the vendor's answers here. */
interface Asked {
  readonly key: string;
  readonly sentBefore: ReadonlySet<string>;
}

const textIn = (of: Json | undefined, name: string): string => {
  const value =
    of !== null && typeof of === 'object' && !Array.isArray(of) ? (of as JsonObject)[name] : undefined;
  return typeof value === 'string' ? value : '';
};

/**
 * The vendor's side of the playbooks, as far as the playbooks can tell. It is assumed throughout: no real
 * answer of the vendor's was seen. The verdict depends only on the file or address in question.
 */
export function vendorAnswer({ key, sentBefore }: Asked, url: URL, inputs: JsonObject): Called {
  const path = url.pathname.replace(/^\/api\/v2-0/, '');
  const body = inputs['body'];
  if (path === '/get-access-token')
    return textIn(body, 'api_key') === ''
      ? { status: 401, body: { error: 'Invalid API key' } }
      : { status: 200, body: { result: tokenOf(40, 'vendor token', key) } };
  if (!textIn(inputs['headers'], 'Authorization').startsWith('Bearer '))
    return { status: 401, body: { error: 'Unauthorized' } };
  if (path === '/alerts/ingest') {
    const incident = textIn(((body as JsonObject)['alert'] as JsonObject)['object'], 'id');
    if (!incident.startsWith('/')) return { status: 400, body: { error: 'The alert cannot be read' } };
    return sentBefore.has(incident.toLowerCase())
      ? { status: 409, body: { error: 'The alert already exists' } }
      : { status: 200, body: { result: { alert_id: guidOf('alert', incident) } } };
  }
  return inputs['method'] === 'POST' ? accepted(path, body) : result(path);
}

/** Accepts a file or an address for analysis. The answer has the address of the analysis's result. */
function accepted(path: string, body: Json | undefined): Called {
  const hash = textIn(body, 'hash');
  if (path === '/analyze-by-hash' && hash !== '')
    return { status: 201, body: { result_url: `/analyses/${guidOf('analysis', hash)}` } };
  const address = textIn(body, 'url');
  if (path === '/url' && address !== '')
    return { status: 201, body: { result_url: `/url/${guidOf('analysis', address)}` } };
  return { status: 400, body: { error: 'Bad request' } };
}

function result(path: string): Called {
  const [, kind, id = ''] = /^\/(analyses|url)\/([0-9a-f-]{36})$/.exec(path) ?? [];
  const verdict = /^[0-7]/.test(id) ? 'trusted' : 'malicious';
  const analysis_url = `https://analyze.intezer.com/${kind ?? ''}/${id}`;
  if (kind === 'analyses')
    return { status: 200, body: { status: 'succeeded', result: { verdict, analysis_url } } };
  if (kind === 'url')
    return {
      status: 200,
      body: { status: 'succeeded', result: { summary: { title: verdict }, analysis_url } },
    };
  return { status: 404, body: { error: 'Not found' } };
}
