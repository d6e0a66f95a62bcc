import { Refusal } from './router.ts';

/** Carried by every answer in which the practice tenant speaks for itself, with what it has to say. */
export const practiceHeader = 'x-practice';
const mostShown = 300;

/**
 * 501: what was asked is real or might be, and this practice tenant doesn't imitate it. Microsoft's own words are for what
 * Microsoft refuses.
 * @param what for the end of a sentence, such as "GET /v1.0/teams"; cut after 300 characters.
 */
export const notImitated = (what: string): Refusal =>
  spoken(
    501,
    'not-imitated',
    'NotImitated',
    `This is the practice tenant, not Microsoft. It doesn't imitate ${what}.`,
  );

/** 500: an error of the practice tenant itself, which says nothing about Microsoft. */
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
    // The same in each envelope: Graph, Azure, the query API, Key Vault and the sign-in service read one of these.
    body: { error: { code, message: shown }, error_description: shown },
  });
}
