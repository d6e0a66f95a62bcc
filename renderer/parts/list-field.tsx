import {
  Button,
  Field,
  Input,
  makeStyles,
  mergeClasses,
  shorthands,
  tokens as t,
} from '@fluentui/react-components';
import { AddRegular, DismissRegular } from '@fluentui/react-icons';
import { type KeyboardEvent, useState } from 'react';
import { forced, useShapes } from '../styles.ts';
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
  query: {
    width: '100%',
    boxSizing: 'border-box',
    minHeight: '64px',
    resize: 'vertical',
    padding: '8px 10px',
    fontFamily: t.fontFamilyMonospace,
    fontSize: '12.5px',
    lineHeight: '20px',
    color: t.colorNeutralForeground1,
    backgroundColor: t.colorNeutralBackground1,
    border: `1px solid ${t.colorNeutralStrokeAccessible}`,
    borderRadius: t.borderRadiusMedium,
    ':focus-visible': { outline: `2px solid ${t.colorStrokeFocus2}` },
    [forced]: { ...shorthands.borderColor('CanvasText') },
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

/** One editor a query, in the code face; what is wrong with one is said under it. */
export function QueryField(props: AskProps<'query'>) {
  const s = useStyles();
  const shapes = useShapes();
  const { ask, onChange, readOnly } = props;
  const queries = texts(props.value, ask.default);
  const write = (at: number, text: string): void =>
    onChange(queries.map((query, n) => (n === at ? text : query)));
  return (
    <Field {...fieldWords(props)} label={{ children: ask.title }}>
      <div className={mergeClasses(shapes.stack, shapes.near)}>
        {queries.map((query, at) => (
          // A query is its place in the list.
          <div key={at} className={mergeClasses(shapes.line, shapes.top)}>
            <textarea
              aria-label={`${ask.title}, ${at + 1} of ${queries.length}`}
              className={s.query}
              rows={Math.min(8, Math.max(2, query.split('\n').length))}
              spellCheck={false}
              value={query}
              disabled={readOnly === true}
              onChange={(event) => write(at, event.target.value)}
            />
            <Button
              appearance="subtle"
              aria-label={`Remove query ${at + 1}`}
              disabled={readOnly === true}
              icon={<DismissRegular />}
              onClick={() => onChange(queries.filter((_, n) => n !== at))}
            />
          </div>
        ))}
        {queries.length < ask.max && (
          <div>
            <Button
              size="small"
              icon={<AddRegular />}
              disabled={readOnly === true}
              onClick={() => onChange([...queries, ''])}
            >
              Add a query
            </Button>
          </div>
        )}
      </div>
    </Field>
  );
}
