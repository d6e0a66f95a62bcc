import { pretendKey, type Question, type SecretAnswers } from '../../engine/model/question.ts';
import { Secret } from '../../engine/model/secret.ts';

/**
 * The secret answers, plus sample values for missing ones in a practice tenant. In a real tenant a secret
 * always comes from a person.
 */
export function withPretend(
  given: SecretAnswers,
  asks: readonly Question[],
  tenant: { readonly practice: boolean },
): SecretAnswers {
  if (!tenant.practice) return given;
  const pretended = asks.flatMap((ask) =>
    ask.kind === 'secret' && ask.pretend !== undefined && given[ask.id] === undefined
      ? [[pretendKey(ask.id), new Secret(ask.pretend)] as const]
      : [],
  );
  return { ...given, ...Object.fromEntries(pretended) };
}
