import { makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import type { Tile } from '../../engine/model/recipe.ts';
import { initials } from '../format/words.ts';
import { useStore } from '../state/store.ts';

const useStyles = makeStyles({
  tile: {
    display: 'inline-flex',
    flexShrink: 0,
    alignItems: 'center',
    justifyContent: 'center',
    boxSizing: 'border-box',
    fontWeight: t.fontWeightSemibold,
    borderRadius: '8px',
    border: '1px solid transparent',
  },
  round: { borderRadius: t.borderRadiusCircular },
  tenant: { color: t.colorBrandForeground1, backgroundColor: t.colorBrandBackground2 },
  person: { color: t.colorPaletteLavenderForeground2, backgroundColor: t.colorPaletteLavenderBackground2 },
});

/** A letter on the recipe's own color; no logos. */
export function RecipeLetter({ tile, size = 36 }: { readonly tile: Tile; readonly size?: number }) {
  const dark = useStore((store) => store.dark);
  return (
    <span
      aria-hidden
      className={useStyles().tile}
      style={{
        width: size,
        height: size,
        fontSize: size / 2,
        color: dark ? tile.darkInk : tile.ink,
        backgroundColor: dark ? tile.darkGround : tile.ground,
      }}
    >
      {tile.letter}
    </span>
  );
}

/** A tenant's first letter, or a person's initials, shown with the full name. */
export function NameLetters(props: {
  readonly name: string;
  readonly of: 'tenant' | 'person';
  readonly size?: number;
}) {
  const s = useStyles();
  const { name, of, size = 24 } = props;
  return (
    <span
      aria-hidden
      className={mergeClasses(s.tile, of === 'person' ? mergeClasses(s.round, s.person) : s.tenant)}
      style={{ width: size, height: size, fontSize: Math.max(10, size / 2.6) }}
    >
      {of === 'person' ? initials(name) : initials(name).slice(0, 1)}
    </span>
  );
}
