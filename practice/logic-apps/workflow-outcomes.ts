import type { Json, JsonObject } from '../core/contents.ts';
import type { Called } from '../core/vendor-answers.ts';

/** How a status is called in a run's history. */
export const codes: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  502: 'BadGateway',
};

/** What an answer says went wrong. */
export function errorIn(body: Json): { code: string; message: string } {
  const error = ((body ?? {}) as JsonObject)['error'];
  const inner = typeof error === 'object' && error !== null ? (error as JsonObject) : {};
  return {
    code: String(inner['code'] ?? 'Failed'),
    message: String(inner['message'] ?? error ?? 'It failed.'),
  };
}

/** Which of its inputs and outputs an action hides: https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app */
export function securedIn(action: JsonObject): readonly string[] {
  const settings = (action['runtimeConfiguration'] ?? {}) as JsonObject;
  const { properties } = (settings['secureData'] ?? {}) as { readonly properties?: readonly string[] };
  return properties ?? [];
}

/** ParseJson: what its schema requires must be there. */
export function parsed(inputs: JsonObject): Called {
  const { content } = inputs;
  const { required } = (inputs['schema'] ?? {}) as { readonly required?: readonly string[] };
  const here =
    content !== null && typeof content === 'object' && !Array.isArray(content) ? (content as JsonObject) : {};
  const missing = (required ?? []).filter((name) => here[name] === undefined);
  if (missing.length === 0) return { status: 200, body: content ?? null };
  const message = `Required properties are missing from object: ${missing.join(', ')}.`;
  return { status: 400, body: { error: { code: 'BadRequest', message } } };
}
