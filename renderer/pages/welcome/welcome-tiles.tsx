import { makeStyles, mergeClasses, shorthands, tokens as t } from '@fluentui/react-components';
import {
  ArrowRightRegular,
  BeakerRegular,
  ChevronRightRegular,
  ClipboardCheckmarkRegular,
  FolderOpenRegular,
} from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import type { RecipeTile } from '../../../preload/contract.ts';
import { connect } from '../../frame/title-bar.tsx';
import { openProfile } from '../../state/making.ts';
import { enterPractice } from '../../state/practice.ts';
import { begin } from '../../state/session.ts';
import { useStore } from '../../state/store.ts';
import { AskDialog } from '../../ui/overlay.tsx';
import { forced, useShapes } from '../../ui/styles.ts';
import { RecipeLetter } from '../../ui/tile-letter.tsx';

const useStyles = makeStyles({
  tileWords: { width: '100%', justifyContent: 'space-between' },
  grid: {
    display: 'grid',
    gap: '16px',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(300px, 100%), 1fr))',
  },
  tile: {
    display: 'flex',
    flexDirection: 'column',
    gap: '12px',
    minHeight: '148px',
    padding: '18px 20px',
    boxShadow: t.shadow2,
    ':hover': { boxShadow: t.shadow8, ...shorthands.borderColor(t.colorNeutralStroke1Hover) },
  },
  more: {
    display: 'flex',
    gap: '14px',
    alignItems: 'center',
    minHeight: '64px',
    padding: '10px 18px',
    ':hover': {
      ...shorthands.borderColor(t.colorNeutralStroke1Hover),
      backgroundColor: t.colorNeutralBackground1Hover,
    },
  },
  /** Practice has its own color, before one is in it too. */
  violet: { color: '#7449dc', [forced]: { color: 'CanvasText' } },
  violetDark: { color: '#a587f2', [forced]: { color: 'CanvasText' } },
});

/** One tile for each vendor that can be connected. */
export function VendorTiles({ recipes }: { readonly recipes: readonly RecipeTile[] }) {
  const s = useStyles();
  const shapes = useShapes();
  return (
    <section aria-labelledby="connect" className={mergeClasses(shapes.stack, shapes.near)}>
      <h2 id="connect" className={shapes.h2}>
        Connect
      </h2>
      <div className={s.grid}>
        {recipes.map((recipe) => (
          <button
            key={recipe.id}
            type="button"
            aria-label={`Connect ${recipe.vendor}`}
            className={mergeClasses(shapes.bare, shapes.card, s.tile)}
            onClick={() => connect(recipe.id)}
          >
            <span className={shapes.line} style={{ gap: 12 }}>
              <RecipeLetter tile={recipe.tile} />
              <span className={shapes.h2}>{recipe.vendor}</span>
            </span>
            <span className={mergeClasses(shapes.body, shapes.grow)}>{recipe.lead}</span>
            <span className={mergeClasses(shapes.line, s.tileWords)}>
              <span className={mergeClasses(shapes.caption, shapes.grow)}>{recipe.caption}</span>
              <ArrowRightRegular aria-hidden className={mergeClasses(shapes.icon20, shapes.accent)} />
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}

interface MoreTilesProps {
  readonly check: () => void;
  /** The sample tenant to practice with; undefined in practice. */
  readonly practice: string | undefined;
}

/** What can be done besides connecting a vendor. */
export function MoreTiles({ check, practice }: MoreTilesProps) {
  const s = useStyles();
  const shapes = useShapes();
  const dark = useStore((store) => store.dark);
  return (
    <section aria-labelledby="more" className={mergeClasses(shapes.stack, shapes.near)}>
      <h2 id="more" className={shapes.h2}>
        More
      </h2>
      <div className={s.grid}>
        <More
          icon={<ClipboardCheckmarkRegular className={mergeClasses(shapes.icon24, shapes.accent)} />}
          title="Check a connection"
          caption="Checks everything. Changes nothing."
          go={check}
        />
        <More
          icon={<FolderOpenRegular className={mergeClasses(shapes.icon24, shapes.accent)} />}
          title="Open a report or profile"
          caption="Read a report, or convert, seal or check a profile."
          go={() => void openProfile()}
        />
        {practice !== undefined && (
          <More
            icon={<BeakerRegular className={mergeClasses(shapes.icon24, dark ? s.violetDark : s.violet)} />}
            title="Try it with a sample tenant"
            caption="Runs on this computer. No network."
            go={() => enterPractice(practice)}
          />
        )}
      </div>
    </section>
  );
}

interface MoreProps {
  readonly icon: ReactElement;
  readonly title: string;
  readonly caption: string;
  readonly go: () => void;
}

function More({ icon, title, caption, go: does }: MoreProps) {
  const s = useStyles();
  const shapes = useShapes();
  return (
    <button type="button" className={mergeClasses(shapes.bare, shapes.card, s.more)} onClick={does}>
      <span aria-hidden style={{ display: 'inline-flex' }}>
        {icon}
      </span>
      <span className={shapes.grow}>
        <span className={shapes.h3} style={{ display: 'block' }}>
          {title}
        </span>
        <span className={shapes.caption} style={{ display: 'block' }}>
          {caption}
        </span>
      </span>
      <ChevronRightRegular aria-hidden className={shapes.icon16} />
    </button>
  );
}

/** What a check starts from: a profile file, or the same questions a set-up asks. */
export function WhatToCheck({ close }: { readonly close: () => void }) {
  const s = useStyles();
  const shapes = useShapes();
  const recipes = useStore((store) => store.app?.recipes) ?? [];
  return (
    <AskDialog title="What do you want to check?" onClose={close} actions={null}>
      <p className={shapes.body}>A check covers everything that setup does. It changes nothing.</p>
      <div className={mergeClasses(shapes.stack, shapes.near)}>
        <More
          icon={<FolderOpenRegular className={mergeClasses(shapes.icon24, shapes.accent)} />}
          title="A connection profile"
          caption="The file you saved when you connected it."
          go={() => {
            close();
            void openProfile();
          }}
        />
        {recipes.map((recipe) => (
          <button
            key={recipe.id}
            type="button"
            className={mergeClasses(shapes.bare, shapes.card, s.more)}
            onClick={() => {
              close();
              begin(recipe.id, { to: 'check' });
            }}
          >
            <RecipeLetter tile={recipe.tile} size={28} />
            <span className={shapes.grow}>
              <span className={shapes.h3} style={{ display: 'block' }}>
                {recipe.vendor}, without a profile
              </span>
              <span className={shapes.caption}>
                {recipe.asks.some(({ id }) => id === 'application')
                  ? 'Use the client ID of its application, or answer a few questions.'
                  : 'Asks what it is connected to.'}
              </span>
            </span>
            <ChevronRightRegular aria-hidden className={shapes.icon16} />
          </button>
        ))}
      </div>
    </AskDialog>
  );
}
