import { Button, Field, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { AddRegular, DismissRegular } from '@fluentui/react-icons';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { QueryFault } from '../../preload/contract.ts';
import { ask as askMain } from '../state/invoke.ts';
import { quietly } from '../state/session.ts';
import { useStore } from '../state/store.ts';
import { StateIcon } from '../ui/state-mark.tsx';
import { useShapes } from '../ui/styles.ts';
import { type AskProps, fieldWords } from './field-words.ts';
import { type Judged, judgeQuery } from './judge-query.ts';
import type { QueryEditor } from './query-editor.ts';

const useStyles = makeStyles({
  bed: { minHeight: '64px', borderRadius: t.borderRadiusMedium },
});

/** One editor a query: checked as it is typed, first by itself, then by each workspace it will run on. */
export function QueryField(props: AskProps<'query'>) {
  const shapes = useShapes();
  const { ask, onChange, readOnly } = props;
  const queries = Array.isArray(props.value) ? (props.value as readonly string[]) : ask.default;
  const write = (at: number, text: string): void =>
    onChange(queries.map((query, n) => (n === at ? text : query)));
  return (
    <Field {...fieldWords(props)} label={{ children: ask.title }}>
      <div className={mergeClasses(shapes.stack, shapes.near)}>
        {queries.map((query, at) => (
          // A query is its place in the list.
          <div key={at} className={mergeClasses(shapes.line, shapes.top)}>
            <OneQuery
              label={`${ask.title}, ${at + 1} of ${queries.length}`}
              query={query}
              readOnly={readOnly === true}
              write={(text) => write(at, text)}
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

interface OneProps {
  readonly label: string;
  readonly query: string;
  readonly readOnly: boolean;
  readonly write: (text: string) => void;
}

function OneQuery({ label, query, readOnly, write }: OneProps) {
  const shapes = useShapes();
  const judged = useJudged(query);
  return (
    <div className={mergeClasses(shapes.grow, shapes.stack, shapes.tight)}>
      <EditorBed
        label={label}
        query={query}
        readOnly={readOnly}
        write={write}
        faults={judged.is === 'not-kql' ? judged.faults : noFaults}
      />
      <div role="status" className={shapes.caption} style={{ minHeight: 16 }}>
        <Verdict judged={judged} />
      </div>
    </div>
  );
}

const noFaults: readonly QueryFault[] = [];

/** The editor is loaded with the first query, so that other pages don't wait for it. */
function EditorBed({
  label,
  query,
  readOnly,
  write,
  faults,
}: OneProps & { readonly faults: readonly QueryFault[] }) {
  const s = useStyles();
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<QueryEditor>(undefined);
  const now = useRef({ query, readOnly, write, faults });
  useLayoutEffect(() => {
    now.current = { query, readOnly, write, faults };
  });
  useEffect(() => {
    let gone = false;
    quietly(async () => {
      const { mountQueryEditor } = await import('./query-editor.ts');
      if (gone || !place.current) return;
      editor.current = mountQueryEditor(place.current, {
        label,
        text: now.current.query,
        readOnly: now.current.readOnly,
        changed: (text) => now.current.write(text),
        complete: (text, at) => askMain('query.complete', { query: text, at }),
      });
      editor.current.setFaults(now.current.faults);
    });
    return () => {
      gone = true;
      editor.current?.leave();
      editor.current = undefined;
    };
  }, [label]);
  useEffect(() => editor.current?.setText(query), [query]);
  useEffect(() => editor.current?.setReadOnly(readOnly), [readOnly]);
  useEffect(() => editor.current?.setFaults(faults), [faults]);
  return <div ref={place} className={s.bed} />;
}

/** What is known of a query once the typing pauses. */
function useJudged(query: string): Judged {
  const recipe = useStore((store) => store.recipe);
  const picked = useStore((store) => {
    const picks = store.app?.recipes.find(({ id }) => id === store.recipe)?.beside?.picks;
    const chosen = picks === undefined ? undefined : store.answers[picks];
    // One text, so that the store's answer is the same as long as the picks are.
    return Array.isArray(chosen) ? (chosen as readonly string[]).join('\n') : '';
  });
  const [judged, setJudged] = useState<Judged>({ is: 'empty' });
  useEffect(() => {
    let late = false;
    const timer = setTimeout(() => {
      quietly(() =>
        judgeQuery({ query, recipe, picked: picked.split('\n').filter(Boolean) }, (found) => {
          if (!late) setJudged(found);
        }),
      );
    }, 500);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [query, recipe, picked]);
  return judged;
}

function Verdict({ judged }: { readonly judged: Judged }) {
  const shapes = useShapes();
  switch (judged.is) {
    case 'empty':
      return null;
    case 'looking':
      return 'Looking';
    case 'not-kql':
      return (
        <>
          {judged.faults.slice(0, 3).map(({ message, line, column }) => (
            <span key={`${line}.${column}`} className={shapes.line}>
              <StateIcon mark="blocked" size={16} />
              Line {line}, column {column}: {message}
            </span>
          ))}
        </>
      );
    case 'refused':
      return (
        <span className={shapes.line}>
          <StateIcon mark="blocked" size={16} />
          {judged.because}
        </span>
      );
    case 'could-not-look':
      return (
        <span className={shapes.line}>
          <StateIcon mark="unknown" size={16} />
          {judged.because}
        </span>
      );
    case 'runs':
      return (
        <span className={shapes.line}>
          <StateIcon mark="met" size={16} />
          {judged.words}
        </span>
      );
  }
}
