import { FluentProvider, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { useEffect, useMemo, useState } from 'react';
import { AskField } from '../fields/question-field.tsx';
import { assertNever } from '../format/assert-never.ts';
import { CheckRow } from '../pages/check/check-row.tsx';
import { ProblemCard } from '../problems/problem-card.tsx';
import { ChangeLine } from '../shows/change-list.tsx';
import { RunRow } from '../shows/run-row.tsx';
import { ShowBlock } from '../shows/show-block.tsx';
import { useListening } from '../state/listening.ts';
import { useStore } from '../state/store.ts';
import { useShapes } from '../ui/styles.ts';
import { themeFor } from '../ui/theme.ts';
import type { Word } from './fixture.ts';

const useStyles = makeStyles({
  sheet: {
    position: 'relative',
    boxSizing: 'border-box',
    padding: '28px 36px',
    fontSize: '14px',
    lineHeight: '20px',
    backgroundColor: t.colorNeutralBackground1,
  },
});

/** A word of the vocabularies with nothing around it, in the product's theme. */
export function Sheet({ name, word }: { readonly name: string; readonly word: Word }) {
  useListening();
  const s = useStyles();
  const shapes = useShapes();
  const dark = useStore((store) => store.dark);
  const theme = useMemo(() => themeFor(dark, false), [dark]);
  useEffect(() => {
    // As the window does: native controls follow it.
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [dark]);
  return (
    <FluentProvider theme={theme}>
      <main className={mergeClasses(s.sheet, shapes.stack)}>
        <h1 className={shapes.hidden}>{name}</h1>
        <h2 className={shapes.hidden}>The word</h2>
        <Drawn word={word} />
      </main>
    </FluentProvider>
  );
}

function Drawn({ word }: { readonly word: Word }) {
  const shapes = useShapes();
  switch (word.is) {
    case 'show':
      return (
        <div className={mergeClasses(shapes.card, shapes.pad)}>
          <ShowBlock show={word.show} />
        </div>
      );
    case 'question':
      return <Asked word={word} />;
    case 'problem':
      return <ProblemCard problem={word.problem} mark={word.mark} retry={doNothing} first />;
    case 'card':
      return (
        <>
          <ol className={mergeClasses(shapes.card, shapes.list)}>
            <RunRow
              card={word.card}
              elapsed={word.card.mark === 'running' ? 41_000 : undefined}
              looksAgain={undefined}
            />
          </ol>
          <ul className={mergeClasses(shapes.card, shapes.list)}>
            <CheckRow card={word.card} open flip={doNothing} again={doNothing} />
          </ul>
        </>
      );
    case 'changes':
      return (
        <ul className={mergeClasses(shapes.card, shapes.list)}>
          {word.changes.map((change) => (
            <ChangeLine key={change.verb} change={change} />
          ))}
        </ul>
      );
    default:
      return assertNever(word);
  }
}

function Asked({ word }: { readonly word: Extract<Word, { readonly is: 'question' }> }) {
  const [value, setValue] = useState(word.value);
  return <AskField ask={word.ask} value={value} refusal={word.refusal} onChange={setValue} />;
}

function doNothing(): void {
  // A picture leads nowhere.
}
