import { makeStyles, mergeClasses, shorthands, tokens as t } from '@fluentui/react-components';
import {
  DatabaseRegular,
  DismissRegular,
  GlobeRegular,
  KeyMultipleRegular,
  LockClosedRegular,
  PersonKeyRegular,
} from '@fluentui/react-icons';
import { type ReactNode, useState } from 'react';
import type { AccessChart } from '../../engine/model/show.ts';
import { accessNodes, accessSentence, type By, byWords } from '../model/access.ts';
import { forced, useShapes } from '../ui/styles.ts';

const useStyles = makeStyles({
  frame: {
    overflowX: 'auto',
    borderRadius: '10px',
    border: `1px solid ${t.colorNeutralStroke2}`,
    backgroundColor: t.colorNeutralBackground2,
    backgroundImage: `radial-gradient(${t.colorNeutralStroke2} 0.6px, transparent 0.6px)`,
    backgroundSize: '16px 16px',
  },
  ground: { position: 'relative', width: '920px', minWidth: '100%' },
  head: { position: 'absolute', top: '16px', fontSize: '12px', fontWeight: t.fontWeightSemibold },
  node: {
    position: 'absolute',
    boxSizing: 'border-box',
    height: '56px',
    padding: '3px 12px',
    display: 'flex',
    gap: '10px',
    alignItems: 'center',
    backgroundColor: t.colorNeutralBackground1,
    border: `1px solid ${t.colorNeutralStroke2}`,
    borderRadius: t.borderRadiusXLarge,
    boxShadow: t.shadow2,
  },
  title: { display: 'block', fontSize: '13px', lineHeight: '16px', maxHeight: '32px', overflow: 'hidden' },
  dashed: { ...shorthands.borderStyle('dashed'), boxShadow: 'none', backgroundColor: 'transparent' },
  faded: { opacity: 0.25 },
  path: { fill: 'none', strokeWidth: '2px', [forced]: { stroke: 'CanvasText' } },
  'data-consent': { stroke: t.colorBrandForeground1, color: t.colorBrandForeground1 },
  'azure-role': { stroke: t.colorPaletteTealBorderActive, color: t.colorPaletteTealBorderActive },
  'vault-role': { stroke: t.colorPaletteTealBorderActive, color: t.colorPaletteTealBorderActive },
  'vault-policy': { stroke: t.colorBrandForeground1, color: t.colorBrandForeground1 },
  'graph-consent': { stroke: t.colorPaletteGrapeBorderActive, color: t.colorPaletteGrapeBorderActive },
  left: { stroke: t.colorNeutralStrokeAccessible, color: t.colorNeutralForeground3 },
  verb: {
    fill: t.colorNeutralForeground2,
    fontSize: '12px',
    stroke: t.colorNeutralBackground2,
    paintOrder: 'stroke',
  },
});

/** Between the second and the third there is room for a verb. */
const columns = [24, 288, 672] as const;
const widths = [216, 272, 236] as const;
const first = 52;
const step = 76;

/** Access: application, permissions and roles, what they reach. Pointing at a node keeps its paths. */
export function AccessDrawing({ chart }: { readonly chart: AccessChart }) {
  const s = useStyles();
  const shapes = useShapes();
  const [at, setAt] = useState<string | undefined>(undefined);
  const { permissions, reaches, paths } = accessNodes(chart);
  const leftOut = chart.leftOut;
  const rows = Math.max(permissions.length + leftOut.length, reaches.length, 1);
  const height = first + rows * step + 8;
  const middle = (n: number): number => first + n * step + 28;
  const own = (middle(0) + middle(Math.max(permissions.length - 1, 0))) / 2;
  const touches = (permission: string, target?: string): boolean => {
    if (at === undefined || at === 'app') return true;
    if (at === `p ${permission}`) return true;
    if (target !== undefined) return at === `r ${target}`;
    return paths.some((path) => path.permission === permission && at === `r ${path.reaches}`);
  };
  const curve = (x1: number, y1: number, x2: number, y2: number): string =>
    `M${x1} ${y1}C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`;
  const node = (key: string, column: 0 | 1 | 2, y: number, faded: boolean, children: ReactNode) => (
    <button
      key={key}
      type="button"
      aria-pressed={at === key}
      className={mergeClasses(shapes.bare, s.node, faded && s.faded)}
      style={{ left: columns[column], top: y - 28, width: widths[column] }}
      onMouseEnter={() => setAt(key)}
      onMouseLeave={() => setAt(undefined)}
      onFocus={() => setAt(key)}
      onBlur={() => setAt(undefined)}
    >
      {children}
    </button>
  );
  const words = (title: string, caption: string): ReactNode => (
    <span style={{ minWidth: 0 }}>
      <span className={mergeClasses(shapes.h3, s.title)}>{title}</span>
      <span className={mergeClasses(shapes.caption, shapes.cut)} style={{ display: 'block' }}>
        {caption}
      </span>
    </span>
  );
  const icon = (by: By): ReactNode =>
    by === 'azure-role' || by === 'vault-role' ? (
      <PersonKeyRegular aria-hidden className={mergeClasses(shapes.icon20, s[by])} />
    ) : (
      <KeyMultipleRegular aria-hidden className={mergeClasses(shapes.icon20, s[by])} />
    );
  return (
    // What scrolls sideways must scroll from the keyboard.
    <section aria-label="Access" tabIndex={0} className={s.frame}>
      <div className={s.ground} style={{ height }}>
        <svg
          role="img"
          aria-label={accessSentence(chart)}
          width="920"
          height={height}
          style={{ position: 'absolute' }}
        >
          {permissions.map(({ name, by }, n) => (
            <path
              key={name}
              className={mergeClasses(s.path, s[by], !touches(name) && s.faded)}
              d={curve(columns[0] + widths[0], own, columns[1], middle(n))}
            />
          ))}
          {leftOut.map(({ name }, n) => (
            <path
              key={name}
              className={mergeClasses(s.path, s.left, at !== undefined && at !== 'app' && s.faded)}
              strokeDasharray="4 4"
              d={curve(columns[0] + widths[0], own, columns[1], middle(permissions.length + n))}
            />
          ))}
          {paths.map(({ permission, by, reaches: target, verb }) => {
            const from = middle(permissions.findIndex(({ name }) => name === permission));
            const to = middle(reaches.findIndex(({ name }) => name === target));
            const faded = !touches(permission, target);
            return (
              <g key={`${permission} ${target}`} className={mergeClasses(faded && s.faded)}>
                <path
                  className={mergeClasses(s.path, s[by])}
                  d={curve(columns[1] + widths[1], from, columns[2], to)}
                />
                <text
                  className={s.verb}
                  strokeWidth="5"
                  textAnchor="middle"
                  x={(columns[1] + widths[1] + columns[2]) / 2}
                  y={from + (to - from) * 0.25 + 4}
                >
                  {verb}
                </text>
              </g>
            );
          })}
        </svg>
        {(['Application', 'Permissions and roles', 'Has access to'] as const).map((title, n) => (
          <span key={title} className={mergeClasses(s.head, shapes.quiet)} style={{ left: columns[n] }}>
            {title}
          </span>
        ))}
        {node('app', 0, own, false, words(chart.application, 'Signs in as the application'))}
        {permissions.map(({ name, by }, n) =>
          node(
            `p ${name}`,
            1,
            middle(n),
            !touches(name),
            <>
              {icon(by)}
              {words(name, byWords[by])}
            </>,
          ),
        )}
        {leftOut.map(({ name, because }, n) => (
          <span
            key={name}
            className={mergeClasses(s.node, s.dashed)}
            style={{ left: columns[1], top: middle(permissions.length + n) - 28, width: widths[1] }}
          >
            <DismissRegular aria-hidden className={mergeClasses(shapes.icon20, shapes.quiet)} />
            {words(name, `Left out: ${because}`)}
          </span>
        ))}
        {reaches.map(({ name, wholeTenant, vault }, n) =>
          node(
            `r ${name}`,
            2,
            middle(n),
            !paths.some((path) => path.reaches === name && touches(path.permission, name)),
            <>
              {wholeTenant ? (
                <GlobeRegular aria-hidden className={shapes.icon20} />
              ) : vault ? (
                <LockClosedRegular aria-hidden className={shapes.icon20} />
              ) : (
                <DatabaseRegular aria-hidden className={shapes.icon20} />
              )}
              {words(name, wholeTenant ? 'Whole tenant' : vault ? 'Key Vault' : 'Workspace')}
            </>,
          ),
        )}
      </div>
    </section>
  );
}
