import { mergeClasses } from '@fluentui/react-components';
import { useMemo } from 'react';
import { counted } from '../../format/words.ts';
import { type Besides, besides } from '../../model/beside.ts';
import { ShowBlock } from '../../shows/show-block.tsx';
import { lookBeside } from '../../state/session.ts';
import { recipeOf, useStore } from '../../state/store.ts';
import { Skeleton } from '../../ui/list-states.tsx';
import { useShapes } from '../../ui/styles.ts';
import { TextLink } from '../../ui/text-link.tsx';

/**
 * What the picked items contain, under the current answers. Undefined if the recipe shows nothing next to its
 * questions.
 */
export function useBesides(): Besides | undefined {
  const tile = useStore(recipeOf);
  const asks = useStore((store) => store.asks);
  const answers = useStore((store) => store.answers);
  const looked = useStore((store) => store.looked);
  return useMemo(
    () => (tile?.beside && asks ? besides(tile.vendor, tile.beside, asks, answers, looked) : undefined),
    [tile, asks, answers, looked],
  );
}

/** The incidents that would have come under the choices below. */
export function BesideQuestions({ of }: { readonly of: Besides }) {
  const shapes = useShapes();
  const noun = useStore((store) => recipeOf(store)?.beside?.picks) ?? 'workspace';
  const { looking, couldNot, seen, incidents } = of;
  if (looking + couldNot + (incidents ? seen : 0) === 0) return null;
  return (
    <section
      aria-label="The last 14 days"
      aria-live="off"
      className={mergeClasses(shapes.card, shapes.pad, shapes.stack)}
    >
      <h2 className={shapes.hidden}>The last 14 days</h2>
      {incidents && <ShowBlock show={incidents} />}
      {looking > 0 && (
        <Skeleton
          words={`Reading incidents of ${counted(looking, noun)}`}
          rows={1}
          height={incidents ? 20 : 236}
        />
      )}
      {couldNot > 0 && (
        <p className={shapes.caption}>
          {counted(couldNot, noun)} couldn't be checked, because you can't read incidents there. The
          application is still tested. <TextLink go={() => lookBeside(true)}>Check again</TextLink>
        </p>
      )}
    </section>
  );
}

/** The poll settings that follow from how late the data of what was picked arrives. */
export function PollBeside({ poll }: { readonly poll: NonNullable<Besides['poll']> }) {
  const shapes = useShapes();
  return (
    <div className={mergeClasses(shapes.card, shapes.pad)}>
      <h2 className={shapes.hidden}>Values for the vendor’s form</h2>
      <ShowBlock show={poll} />
    </div>
  );
}
