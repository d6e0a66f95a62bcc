import { mergeClasses } from '@fluentui/react-components';
import type { RunState } from '../../../engine/journal/journal.ts';
import type { Show } from '../../../engine/model/show.ts';
import { clock, inFours } from '../../format/words.ts';
import { rightsOf } from '../../model/rights.ts';
import { RemedyBar } from '../../problems/remedy-bar.tsx';
import { Checklist } from '../../shows/show-block.tsx';
import { recipeOf, useStore } from '../../state/store.ts';
import { Pill } from '../../ui/pill.tsx';
import { StateIcon } from '../../ui/state-mark.tsx';
import { useShapes } from '../../ui/styles.ts';

type ChecklistShow = Extract<Show, { show: 'checklist' }>;

function isChecklist(show: Show): show is ChecklistShow {
  return show.show === 'checklist';
}

/** What the plan rests on: what was asked for, what is worth knowing, and the minimum roles. */
export function ReviewAside({ picture }: { readonly picture: RunState }) {
  const shapes = useShapes();
  const shows = useStore((store) => store.app?.signedIn?.shows) ?? [];
  const whoAmI = useStore((store) => recipeOf(store)?.whoAmI);
  const rights = rightsOf(picture.plan?.changes ?? [], shows);
  const warnings = picture.steps.flatMap(({ heading, is, finding }) => {
    const warning =
      finding?.warning ?? (is === 'unmet' && heading.severity !== 'block' ? finding?.problem : undefined);
    // What a list says already is not said twice.
    const said = finding?.shows?.some(isChecklist);
    return warning && !heading.changes && !said ? [warning] : [];
  });
  // What a check adds to the plan: what the vendor's document asks for, and what of it is left out.
  const lists = picture.steps.flatMap(({ heading, finding }) => {
    if (heading.changes || heading.id === whoAmI) return [];
    const { shows: seen = [], problem } = finding ?? {};
    return seen.filter(isChecklist).map((show) => ({ ...show, problem }));
  });
  return (
    <aside aria-label="About this plan" className={shapes.stack}>
      {lists.map(({ title, items, problem }) => (
        <section key={title} className={mergeClasses(shapes.card, shapes.pad, shapes.stack, shapes.near)}>
          <h2 className={shapes.h3}>{title}</h2>
          <Checklist items={items} wordless />
          {problem && <RemedyBar remedies={problem.remedies} />}
        </section>
      ))}
      {warnings.length > 0 && (
        <section className={mergeClasses(shapes.card, shapes.pad, shapes.stack, shapes.near)}>
          <h2 className={shapes.h3}>Worth knowing</h2>
          {warnings.map((warning) => (
            <div key={warning.code} className={mergeClasses(shapes.line, shapes.top)}>
              <StateIcon mark="unmet" size={16} />
              <div className={mergeClasses(shapes.stack, shapes.near)}>
                <div>
                  <div className={shapes.h3} style={{ fontSize: 13 }}>
                    {warning.title}
                  </div>
                  <p className={shapes.caption}>{warning.because}</p>
                </div>
                <RemedyBar remedies={warning.remedies} />
              </div>
            </div>
          ))}
        </section>
      )}
      <section className={mergeClasses(shapes.card, shapes.pad, shapes.stack, shapes.near)}>
        {rights.length > 0 && <h2 className={shapes.h3}>Minimum roles</h2>}
        {rights.map(({ right, count, held: by }) => (
          <div
            key={right}
            className={mergeClasses(shapes.line, shapes.between, shapes.top)}
            style={{ fontSize: 13 }}
          >
            <span>{right}</span>
            <Pill kind={by === 'you' ? 'success' : by === 'other' ? 'other' : 'neutral'}>
              {by === 'you' ? `You, ${count}` : by === 'other' ? `Other, ${count}` : count}
            </Pill>
          </div>
        ))}
        {rights.length > 0 && <hr className={shapes.rule} />}
        <div className={mergeClasses(shapes.line, shapes.between)} style={{ fontSize: 12 }}>
          <span className={shapes.quiet}>Plan</span>
          <span className={shapes.mono}>{inFours(picture.plan?.planHash ?? '')}</span>
        </div>
        <div className={mergeClasses(shapes.line, shapes.between)} style={{ fontSize: 12 }}>
          <span className={shapes.quiet}>Checked</span>
          <span>{clock(picture.lastAt)}</span>
        </div>
      </section>
    </aside>
  );
}
