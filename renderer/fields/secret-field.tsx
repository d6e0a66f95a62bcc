import { Button, Field, Input } from '@fluentui/react-components';
import { EyeOffRegular, EyeRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { Refusal } from '../../engine/model/question.ts';
import { brokenRules } from '../../engine/model/secret-rules.ts';
import { ask as askMain } from '../state/invoke.ts';
import { quietly } from '../state/session.ts';
import { get, set, useStore } from '../state/store.ts';
import { useShapes } from '../ui/styles.ts';
import { type AskProps, fieldWords } from './field-words.ts';

/** Checked as pasted, handed to main when left, and then gone from this window: it only says that it is held. */
export function SecretField(props: AskProps<'secret'>) {
  const shapes = useShapes();
  const { ask, readOnly } = props;
  const given = useStore((store) => store.secretsGiven.includes(ask.id));
  const recipe = useStore((store) => store.recipe);
  const [value, setValue] = useState('');
  const [shown, setShown] = useState(false);
  const [refused, setRefused] = useState<Refusal | undefined>(undefined);
  const wrong = brokenRules(ask.refuse ?? [], value)[0]?.say;
  const hand = (): void => {
    if (!recipe || value === '' || wrong !== undefined) return;
    quietly(async () => {
      const refusals = await askMain('questions.secret', { recipe, ask: ask.id, value });
      setRefused(refusals[0]);
      if (refusals.length > 0) return;
      setValue('');
      set({ secretsGiven: [...get().secretsGiven, ask.id] });
    });
  };
  const without = (): void => set({ secretsGiven: get().secretsGiven.filter((id) => id !== ask.id) });
  if (given) {
    return (
      <Field {...fieldWords(props)} label={ask.title}>
        <div className={shapes.line}>
          <span aria-hidden>••••••••••••</span>
          <span className={shapes.caption}>Kept by this app. Never displayed.</span>
          <Button size="small" disabled={readOnly === true} onClick={without}>
            Replace
          </Button>
        </div>
      </Field>
    );
  }
  const words = fieldWords({ ask, refusal: refused ?? props.refusal });
  return (
    <Field
      {...words}
      {...(wrong === undefined ? {} : { validationState: 'error' as const, validationMessage: wrong })}
    >
      <Input
        type={shown ? 'text' : 'password'}
        autoComplete="off"
        value={value}
        disabled={readOnly === true}
        onChange={(_, next) => setValue(next.value)}
        onBlur={hand}
        contentAfter={
          <Button
            size="small"
            appearance="transparent"
            aria-label={shown ? `Hide ${ask.title}` : `Show ${ask.title}`}
            icon={shown ? <EyeOffRegular /> : <EyeRegular />}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => setShown(!shown)}
          />
        }
      />
    </Field>
  );
}
