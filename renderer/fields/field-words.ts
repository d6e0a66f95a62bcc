import type { AnswerValue, Question, Refusal } from '../../engine/model/question.ts';

export interface AskProps<K extends Question['kind'] = Question['kind']> {
  readonly ask: Extract<Question, { readonly kind: K }>;
  readonly value: AnswerValue | undefined;
  readonly onChange: (value: AnswerValue) => void;
  readonly refusal?: Refusal | undefined;
  readonly readOnly?: boolean;
}

/** What a question's field says under it: the refusal with its remedy, or the helper sentence. */
export function fieldWords({ ask, refusal }: Pick<AskProps, 'ask' | 'refusal'>) {
  return {
    label: ask.title,
    ...(ask.helper || ask.consequence
      ? { hint: [ask.helper, ask.consequence].filter(Boolean).join(' ') }
      : {}),
    ...(refusal
      ? { validationState: 'error' as const, validationMessage: `${refusal.reason} ${refusal.remedy}` }
      : {}),
  };
}
