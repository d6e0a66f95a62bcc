import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Right } from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { automationMayNot } from '../sign-in/automation.ts';

/** A rotation of what an application no longer has. */
export function profileOutdated(what: 'client secret' | 'certificate'): Problem {
  return {
    code: 'profile-outdated',
    title: 'This profile is older than the last rotation',
    because: `The ${what} in it no longer belongs to the application.`,
    remedies: [{ do: 'retry' }],
  };
}

/** No client secret is held here. */
export function missing(): Problem {
  return {
    code: 'client-secret-missing',
    title: "This computer doesn't have a client secret for the application",
    because: "It can't sign in without one.",
    remedies: [{ do: 'redo', step: 'create-secret' }],
    who: { role: least.register },
  };
}

/** One was created, but its value was lost. */
export function orphaned(): Problem {
  return {
    code: 'orphan-secret',
    title: 'A client secret was created, but its value is lost',
    because: 'A run stopped after creating it and before storing it.',
    remedies: [{ do: 'redo', step: 'create-secret' }],
  };
}

/** Another set-up, on another computer, made one too. `others`: by name and ID, when they were made. */
export function madeTwice(
  what: 'client secret' | 'certificate',
  others: readonly { readonly keyId: string; readonly startDateTime: string }[],
): Problem {
  const each = others.map(({ keyId, startDateTime }) => `${keyId} (made ${startDateTime.slice(0, 10)})`);
  return {
    code: 'credential-made-twice',
    title: `Another computer created a ${what} for this application too`,
    because: `Both are active: the one stored here and ${each.join(', ')}. Keep the one the vendor has. To remove the other, select it in a repair on the computer that has the one you keep.`,
    remedies: [{ do: 'redo', step: 'prune-credentials' }],
  };
}

/** One that was asked for may still be listed. `seconds`: how long at most. */
export function mayArrive(seconds: number): Problem {
  return {
    code: 'secret-may-arrive',
    title: 'A client secret might still appear',
    because:
      'A run was interrupted while it created one. Microsoft Entra lists a new one within a minute, so check again then.',
    remedies: [{ do: 'retry', after: seconds }],
  };
}

/** A live one whose value is elsewhere. */
export function valueNotHere(endDateTime: string): Problem {
  return {
    code: 'secret-value-not-here',
    title: "This computer doesn't have the value of the client secret",
    because: `The application has an active client secret until ${endDateTime.slice(0, 10)}, and Microsoft Entra never shows a value again. The vendor might use it.`,
    remedies: [{ do: 'redo', step: 'create-secret' }, { do: 'retry' }],
  };
}

/** What was given, or is held, is none of those that live. */
export function doesNotMatch(expired: boolean): Problem {
  return {
    code: expired ? 'client-secret-expired' : 'client-secret-does-not-match',
    title: expired ? 'The client secret has expired' : 'That is not a client secret of this application',
    because: expired
      ? 'Every client secret of the application has expired.'
      : "Its first characters don't match any active client secret in Microsoft Entra.",
    remedies: [{ do: 'redo', step: 'create-secret' }],
  };
}

/** A credential the vendor will soon be unable to sign in with. */
export function endsSoon(what: 'client secret' | 'certificate', endDateTime: string, step: string): Problem {
  return {
    code: 'client-secret-ends-soon',
    title: `The ${what} expires within 30 days`,
    because: `It expires on ${endDateTime.slice(0, 10)}. After that, the vendor can't sign in.`,
    remedies: [{ do: 'redo', step }],
  };
}

/** A lifetime the tenant refuses is learnt from the refusal: its policy is usually not readable beforehand. */
export function offeringShorter(error: ProblemError, months: number): ProblemError {
  if (error.problem.code !== 'secret-lifetime-forbidden' || months === 1) return error;
  const shorter = Math.max(1, Math.floor(months / 2));
  return new ProblemError(
    {
      ...error.problem,
      title: `Tenant policy doesn't allow a ${months}-month client secret`,
      because: `${error.problem.because} Choose a shorter one, such as ${shorter} ${shorter === 1 ? 'month' : 'months'} (secretMonths=${shorter}). You don't have to repeat anything else.`,
      remedies: [{ do: 'redo', step: 'questions' }],
    },
    { outcome: error.outcome },
    error,
  );
}

/** The signed-in person can't add a credential to the application. */
export function mayNotAdd(what: string, right: Right | undefined): Problem {
  if (right?.automation !== undefined)
    return automationMayNot(`add a ${what} to this application`, right.role, right.automation);
  return {
    code: 'may-not-add-secret',
    title: `You can't add a ${what} to this application`,
    because: 'None of your active roles can do this, and you are not its owner.',
    who: { role: least.register },
    remedies: [
      { do: 'sign-in-as', role: least.consent },
      {
        do: 'ask-someone',
        message: `Hello, I am connecting Microsoft Sentinel to a product and can't add a ${what} to its application. Could you make me an owner of it, or do this step?`,
      },
    ],
  };
}
