import { pretendKey, type Question, type SecretAnswers } from '../../engine/model/question.ts';
import { Secret } from '../../engine/model/secret.ts';

/**
 * Secret answers, and in a practice tenant beside them what stands for those nobody gave. Never in a real one: there
 * a secret comes from a person or not at all.
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
