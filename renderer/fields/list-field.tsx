import { Button, Field, Input, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { type KeyboardEvent, useState } from 'react';
import { useShapes } from '../ui/styles.ts';
import { type AskProps, fieldWords } from './field-words.ts';

const useStyles = makeStyles({
  tag: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '4px',
    minHeight: '24px',
    padding: '0 0 0 8px',
    fontSize: '12px',
    borderRadius: t.borderRadiusMedium,
    border: '1px solid transparent',
    backgroundColor: t.colorNeutralBackground3,
  },
});

function texts(value: unknown, otherwise: readonly string[]): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : otherwise;
}

/** Enter adds, Backspace in an empty field takes the last away. */
export function ListField(props: AskProps<'list'>) {
  const s = useStyles();
  const shapes = useShapes();
  const { ask, onChange, readOnly } = props;
  const [typed, setTyped] = useState('');
  const list = texts(props.value, ask.default);
  const pressed = (event: KeyboardEvent): void => {
    const word = typed.trim();
    if (event.key === 'Backspace' && typed === '') onChange(list.slice(0, -1));
    if (event.key !== 'Enter' || event.ctrlKey || word === '') return;
    event.preventDefault();
    if (!list.includes(word) && list.length < ask.max) onChange([...list, word]);
    setTyped('');
  };
  return (
    <div className={mergeClasses(shapes.stack, shapes.near)}>
      <Field {...fieldWords(props)}>
        <Input
          value={typed}
          disabled={readOnly === true}
          onChange={(_, { value }) => setTyped(value)}
          onKeyDown={pressed}
        />
      </Field>
      <ul
        aria-label={ask.title}
        className={mergeClasses(shapes.list, shapes.line, shapes.wrap)}
        style={list.length === 0 ? { display: 'none' } : undefined}
      >
        {list.map((word) => (
          <li key={word} className={s.tag}>
            {word}
            <Button
              size="small"
              appearance="subtle"
              aria-label={`Remove ${word}`}
              disabled={readOnly === true}
              icon={<DismissRegular />}
              onClick={() => onChange(list.filter((other) => other !== word))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
