import { Button, mergeClasses } from '@fluentui/react-components';
import { WrenchRegular } from '@fluentui/react-icons';
import type { Card } from '../../engine/view/card.ts';
import { counted } from '../format/words.ts';
import { planRepair } from '../state/session.ts';
import { useShapes } from '../ui/styles.ts';
import { VerbChip, whereWords } from './change-list.tsx';

/** What would repair one finding, change by change, and the way to its plan. */
export function RepairBox({ card: { id, repairs } }: { readonly card: Card }) {
  const shapes = useShapes();
  return (
    <section aria-label="Repair" className={mergeClasses(shapes.inset, shapes.stack, shapes.near)}>
      <div className={mergeClasses(shapes.line, shapes.between)}>
        <h3 className={mergeClasses(shapes.h3, shapes.line)}>
          <WrenchRegular aria-hidden /> Repair
        </h3>
        <span className={shapes.caption}>{counted(repairs.length, 'change')}</span>
      </div>
      <ul className={mergeClasses(shapes.list, shapes.stack, shapes.near)}>
        {repairs.map((change) => (
          <li key={`${change.verb} ${change.what} ${change.where}`} className={shapes.line}>
            <VerbChip verb={change.verb} />
            <span className={shapes.grow} style={{ fontSize: 13, overflowWrap: 'anywhere' }}>
              <span className={shapes.strong}>{change.what}</span>{' '}
              <span className={shapes.quiet}>{whereWords(change)}</span>
            </span>
          </li>
        ))}
      </ul>
      <div className={shapes.line}>
        <Button size="small" appearance="primary" onClick={() => planRepair([id])}>
          Plan this repair
        </Button>
        <span className={shapes.caption}>Shows a plan first. Changes nothing yet.</span>
      </div>
    </section>
  );
}
