import { Refusal } from './router.ts';

/** The header of every answer in which the practice tenant speaks for itself. Its value is the message. */
export const practiceHeader = 'x-practice';
const mostShown = 300;

/**
 * 501: the request is real or might be, but this practice tenant doesn't imitate it. Microsoft's own words
 * appear only if Microsoft refuses.
 * @param what for the end of a sentence, such as "GET /v1.0/teams"; cut after 300 characters.
 */
export const notImitated = (what: string): Refusal =>
  spoken(
    501,
    'not-imitated',
    'NotImitated',
    `This is the practice tenant, not Microsoft. It doesn't imitate ${what}.`,
  );

/** 500: an error of the practice tenant itself. It says nothing about Microsoft. */
export const ownFault = (error: unknown): Refusal =>
  spoken(
    500,
    'fault',
    'PracticeTenantFault',
    `This is the practice tenant, not Microsoft. It failed by itself: ${String(error)}.`,
  );

function spoken(status: number, kind: string, code: string, message: string): Refusal {
  const shown = message.length > mostShown ? `${message.slice(0, mostShown)}…` : message;
  return new Refusal({
    status,
    headers: { [practiceHeader]: kind },
    // Graph, Azure, the query API, Key Vault and the sign-in service each read one of these two members.
    body: { error: { code, message: shown }, error_description: shown },
  });
}
