import { makeStyles, mergeClasses, shorthands, tokens as t } from '@fluentui/react-components';
import { cards } from '../../../engine/view/card.ts';
import { areasOf } from '../../model/areas.ts';
import { useNarrow } from '../../state/hooks.ts';
import { usePicture, useStore } from '../../state/store.ts';
import { NativeSelect } from '../../ui/native-select.tsx';
import { StateIcon, stateWord } from '../../ui/state-mark.tsx';
import { forced, useShapes } from '../../ui/styles.ts';

const useStyles = makeStyles({
  strip: { flexShrink: 0, padding: '6px 24px', backgroundColor: t.colorNeutralBackground3 },
  area: {
    display: 'flex',
    alignItems: 'center',
    gap: '8px',
    width: '100%',
    minHeight: '36px',
    padding: '6px 10px',
    boxSizing: 'border-box',
    border: '1px solid transparent',
    ':hover': { backgroundColor: t.colorNeutralBackground3Hover },
    [forced]: { ...shorthands.borderColor('Canvas') },
  },
  current: {
    backgroundColor: t.colorNeutralBackground1,
    boxShadow: t.shadow2,
    [forced]: { ...shorthands.borderColor('Highlight'), outline: '1px solid Highlight' },
  },
});

interface AreasProps {
  readonly chosen: string | undefined;
  readonly choose: (area: string | undefined) => void;
}

/** The areas of a check, each with its count and its worst state. */
export function Areas({ chosen, choose }: AreasProps) {
  const s = useStyles();
  const shapes = useShapes();
  const narrowed = useNarrow();
  const list = cards(usePicture(useStore((store) => store.checkId)));
  const areas = areasOf(list);
  if (narrowed) {
    return (
      <nav aria-label="Areas" className={s.strip}>
        <NativeSelect
          aria-label="Area"
          value={chosen ?? ''}
          choose={(value) => choose(value === '' ? undefined : value)}
        >
          <option value="">All checks, {list.length}</option>
          {areas.map(({ name, count }) => (
            <option key={name} value={name}>
              {name}, {count}
            </option>
          ))}
        </NativeSelect>
      </nav>
    );
  }
  const all = { name: 'All checks', count: list.length, worst: undefined };
  return (
    <nav aria-label="Areas">
      <ul className={shapes.list}>
        {[all, ...areas].map(({ name, count, worst }) => {
          const value = name === all.name ? undefined : name;
          const current = value === chosen;
          return (
            <li key={name}>
              <button
                type="button"
                {...(current ? { 'aria-current': 'true' as const } : {})}
                className={mergeClasses(shapes.bare, s.area, current && s.current)}
                onClick={() => choose(value)}
              >
                <span className={mergeClasses(shapes.grow, current && shapes.strong)}>{name}</span>
                {worst && (
                  <>
                    <StateIcon mark={worst} size={16} />
                    <span className={shapes.hidden}>{stateWord(worst)}</span>
                  </>
                )}
                <span className={shapes.number}>{count}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
