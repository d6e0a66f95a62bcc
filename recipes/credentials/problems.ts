import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import { least } from '../catalogue/microsoft-ids.ts';

/** A rotation of what an application no longer has. */
export function profileOutdated(what: 'client secret' | 'certificate'): Problem {
  return {
    code: 'profile-outdated',
    title: 'This profile is older than the last rotation',
    because: `The ${what} it names is no longer one of the application.`,
    remedies: [{ do: 'retry' }],
  };
}

/** No client secret is held here. */
export function missing(): Problem {
  return {
    code: 'client-secret-missing',
    title: 'The application has no client secret that is held here',
    because: 'It cannot sign in without one.',
    remedies: [{ do: 'redo', step: 'create-secret' }],
    who: { role: least.register },
  };
}

/** One was made whose value reached nobody. */
export function orphaned(): Problem {
  return {
    code: 'orphan-secret',
    title: 'A client secret was made whose value nobody holds',
    because: 'A run stopped between making it and keeping it.',
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
    title: `Another computer made a ${what} for this application too`,
    because: `Both are live: the one held here and ${each.join(', ')}. Keep the one the vendor has; retire the other from the computer that holds the one you keep, by a repair that is given the other's ID (answer remove).`,
    remedies: [{ do: 'redo', step: 'prune-credentials' }],
  };
}

/** One that was asked for may still be listed. `seconds`: how long at most. */
export function mayArrive(seconds: number): Problem {
  return {
    code: 'secret-may-arrive',
    title: 'A client secret may still appear',
    because:
      'A run was cut off while it asked for one; Microsoft Entra lists a new one within a minute, and then it is known.',
    remedies: [{ do: 'retry', after: seconds }],
  };
}

/** A live one whose value is elsewhere. */
export function valueNotHere(endDateTime: string): Problem {
  return {
    code: 'secret-value-not-here',
    title: 'This computer does not hold the value of the client secret',
    because: `The application has a live client secret until ${endDateTime.slice(0, 10)}, and Microsoft Entra never shows a value again. It may be in use at the vendor.`,
    remedies: [{ do: 'redo', step: 'create-secret' }, { do: 'retry' }],
  };
}

/** What was given, or is held, is none of those that live. */
export function doesNotMatch(expired: boolean): Problem {
  return {
    code: expired ? 'client-secret-expired' : 'client-secret-does-not-match',
    title: expired ? 'The client secret has expired' : 'That is not a client secret of this application',
    because: expired
      ? 'Every client secret of the application has ended.'
      : 'Its first characters are those of none of the live client secrets listed in Microsoft Entra.',
    remedies: [{ do: 'redo', step: 'create-secret' }],
  };
}

/** A credential the vendor will soon be unable to sign in with. */
export function endsSoon(what: 'client secret' | 'certificate', endDateTime: string, step: string): Problem {
  return {
    code: 'client-secret-ends-soon',
    title: `The ${what} ends within 30 days`,
    because: `It ends on ${endDateTime.slice(0, 10)}; then the vendor can no longer sign in.`,
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
      title: `This tenant allows no client secret of ${months} months`,
      because: `${error.problem.because} Choose a shorter one, such as ${shorter} ${shorter === 1 ? 'month' : 'months'} (secretMonths=${shorter}); nothing else has to be done again.`,
      remedies: [{ do: 'redo', step: 'questions' }],
    },
    { outcome: error.outcome },
    error,
  );
}

/** The signed-in person may not give the application a way to sign in. */
export function mayNotAdd(what: string): Problem {
  return {
    code: 'may-not-add-secret',
    title: `You may not add a ${what} to this application`,
    because: 'None of your active roles may, and you are not its owner as far as can be seen.',
    who: { role: least.register },
    remedies: [
      { do: 'sign-in-as', role: least.consent },
      {
        do: 'ask-someone',
        message: `Hello, I am connecting Microsoft Sentinel to a product and may not add a ${what} to its application. Could you make me an owner of it, or do this step?`,
      },
    ],
  };
}
