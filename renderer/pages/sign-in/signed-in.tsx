import { mergeClasses } from '@fluentui/react-components';
import { PersonSwapRegular } from '@fluentui/react-icons';
import type { Show } from '../../../engine/model/show.ts';
import { PageFrame } from '../../frame/page-frame.tsx';
import { Checklist, ShowBlock } from '../../shows/show-block.tsx';
import { show } from '../../state/session.ts';
import { recipeOf, useStore } from '../../state/store.ts';
import { useShapes } from '../../ui/styles.ts';
import { NameLetters } from '../../ui/tile-letter.tsx';

/** Who you are, which roles you hold, and what you will therefore be able to do. */
export function SignedInPage() {
  const shapes = useShapes();
  const there = useStore((store) => store.app?.signedIn);
  const cloud = useStore((store) => store.app?.clouds.find(({ id }) => id === there?.tenant.cloud)?.title);
  const vendor = useStore((store) => recipeOf(store)?.vendor);
  const byApplication = useStore(
    (store) => store.purpose.to === 'check' && recipeOf(store)?.asks.some(({ id }) => id === 'application'),
  );
  if (!there) return null;
  const lists = there.shows.filter((each) => each.show === 'checklist');
  const beside = there.shows.filter((each) => each.show !== 'checklist');
  const items = lists.flatMap((each) => each.items);
  const can = items.filter(({ is }) => is === 'met').length;
  const other = items.filter(({ is }) => is === 'blocked' || is === 'unmet').length;
  return (
    <PageFrame
      title={`Signed in as ${there.name}`}
      lead={
        <>
          {there.userName}, {there.kind === 'person' ? 'in' : 'an application in'}{' '}
          <strong>{there.tenant.tenantName}</strong>
        </>
      }
      mark={<NameLetters name={there.name} of="person" size={56} />}
      beside={
        <ShowBlock
          show={{
            show: 'pairs',
            pairs: [
              ['Tenant ID', there.tenant.tenantId],
              ['Cloud', cloud ?? there.tenant.cloud],
            ],
          }}
        />
      }
      quiet={[{ label: 'Sign in as someone else', icon: <PersonSwapRegular />, go: () => show('sign-in') }]}
      {...(other > 0
        ? {
            note: `${other === 1 ? 'One task needs' : `${other} tasks need`} another person or another role.`,
          }
        : {})}
      primary={{ label: 'Next', go: () => show(byApplication ? 'application' : 'questions') }}
    >
      <div
        className={shapes.columns}
        style={{ gridTemplateColumns: beside.length > 0 ? undefined : 'minmax(0, 1fr)' }}
      >
        <div className={shapes.stack}>
          {lists.map((list) => (
            <section key={list.title ?? ''} className={mergeClasses(shapes.stack, shapes.near)}>
              <div className={mergeClasses(shapes.line, shapes.between)}>
                <h2 className={shapes.h2}>What you can do for {vendor}</h2>
                <span className={shapes.caption}>
                  {can} of {items.length} tasks
                </span>
              </div>
              <div className={shapes.card}>
                <Checklist items={list.items} padded />
              </div>
            </section>
          ))}
          <p className={shapes.caption}>Checked in Microsoft Entra and Azure just now.</p>
        </div>
        <div className={shapes.stack}>
          {beside.map((each, at) => (
            // What a step shows does not move.
            <Beside key={at} show={each} />
          ))}
        </div>
      </div>
    </PageFrame>
  );
}

/** Roles and rights: a pair a row, the role first and how it is held under it. */
function Beside({ show: each }: { readonly show: Show }) {
  const shapes = useShapes();
  if (each.show !== 'pairs') {
    return (
      <div className={mergeClasses(shapes.card, shapes.pad)}>
        <ShowBlock show={each} />
      </div>
    );
  }
  return (
    <section className={mergeClasses(shapes.stack, shapes.near)}>
      {each.title && <h2 className={shapes.h2}>{each.title}</h2>}
      <ul className={mergeClasses(shapes.card, shapes.list)}>
        {each.pairs.map(([name, value]) => (
          <li key={`${name} ${value}`} className={shapes.row}>
            <span className={shapes.grow}>
              <span className={shapes.h3} style={{ display: 'block', fontSize: 13 }}>
                {name}
              </span>
              <span className={shapes.caption}>{value}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
