import { makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import type { Tile } from '../../../engine/model/recipe.ts';
import { useStore } from '../../state/store.ts';
import { forced } from '../../ui/styles.ts';

const useStyles = makeStyles({
  box: { position: 'absolute', top: '40px', right: 0, width: '340px', pointerEvents: 'none' },
  curve: { fill: 'none', stroke: t.colorBrandStroke2, strokeWidth: '1.5px' },
  node: { fill: t.colorNeutralBackground1, stroke: t.colorBrandStroke2 },
  ink: {
    fill: 'none',
    stroke: t.colorBrandForeground1,
    strokeWidth: '1.6px',
    strokeLinecap: 'round',
    strokeLinejoin: 'round',
    [forced]: { stroke: 'CanvasText' },
  },
  dot: { fill: t.colorBrandForeground1 },
  goal: { fill: t.colorBrandBackground },
  goalInk: { stroke: t.colorNeutralForegroundOnBrand },
  letter: { fontSize: '22px', fontWeight: t.fontWeightSemibold },
});

const shield = 'M12 3l7 2.6v5.2c0 4.6-3 7.9-7 9.4-4-1.500-7-4.800-7-9.400V5.600z';

/** The one drawing that only pleases: a product, what it is given, and Sentinel. */
export function WelcomeDrawing({ tile }: { readonly tile: Tile }) {
  const s = useStyles();
  const dark = useStore((store) => store.dark);
  return (
    <svg aria-hidden className={s.box} viewBox="0 0 330 140" height="150">
      {[20, 70, 120].map((y) => (
        <g key={y}>
          <path className={s.curve} d={`M56 70C110 70 96 ${y} 152 ${y}`} />
          <path className={s.curve} d={`M188 ${y}C244 ${y} 230 70 272 70`} />
          <rect className={s.node} x="152" y={y - 17} width="36" height="34" rx="8" />
        </g>
      ))}
      <circle className={s.dot} cx="108" cy="42" r="3.5" />
      <circle className={s.dot} cx="228" cy="70" r="3.5" />
      <circle className={s.dot} cx="108" cy="98" r="3.5" opacity="0.5" />
      <path className={s.ink} d="M167 20a4 4 0 1 0-8 0 4 4 0 1 0 8 0zm0 0h13m-4 0v4m-4-4v3" />
      <path className={s.ink} d={shield} transform="translate(158.500 58.500)" />
      <path className={s.ink} d="M162 128v-5m5 5v-8m5 8v-11m5 11v-14" />
      <rect x="12" y="48" width="44" height="44" rx="10" fill={dark ? tile.darkGround : tile.ground} />
      <text className={s.letter} x="34" y="78" textAnchor="middle" fill={dark ? tile.darkInk : tile.ink}>
        {tile.letter}
      </text>
      <rect className={s.goal} x="272" y="44" width="52" height="52" rx="12" />
      <g transform="translate(284 57) scale(1.17)">
        <path className={mergeClasses(s.ink, s.goalInk)} d={`${shield}m-3 7.500l2.200 2.200 4-4.200`} />
      </g>
    </svg>
  );
}
