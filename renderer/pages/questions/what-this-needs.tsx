import { makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { ChevronDownRegular, ChevronUpRegular, SubtractRegular } from '@fluentui/react-icons';
import { counted } from '../../format/words.ts';
import { held } from '../../model/rights.ts';
import { received } from '../../shows/change-list.tsx';
import { useStore } from '../../state/store.ts';
import { Pill } from '../../ui/pill.tsx';
import { useShapes } from '../../ui/styles.ts';

const useStyles = makeStyles({
  line: {
    flexShrink: 0,
    minHeight: '36px',
    boxSizing: 'border-box',
    padding: '4px 36px',
    backgroundColor: t.colorNeutralBackground2,
    borderTop: `1px solid ${t.colorNeutralStroke2}`,
  },
  open: { padding: '4px 0 12px', maxHeight: '40vh', overflowY: 'auto' },
});

/** Who will receive what, and what it will not be able to do, following the choices. */
export function NeedsAside() {
  const shapes = useShapes();
  return (
    <aside aria-labelledby="needs" className={mergeClasses(shapes.inset, shapes.stack)} style={{ gap: 12 }}>
      <div className={mergeClasses(shapes.line, shapes.between, shapes.wrap)}>
        <h2 id="needs" className={shapes.h3}>
          Required access
        </h2>
        <Count />
      </div>
      <Needs />
    </aside>
  );
}

function Count() {
  const needed = useStore((store) => store.needed);
  return needed ? <Pill>up to {counted(needed.changes.length, 'change')}</Pill> : null;
}

/** The same in one line above the footer, for windows too narrow for an aside. */
export function NeedsLine({ open, flip }: { readonly open: boolean; readonly flip: () => void }) {
  const s = useStyles();
  const shapes = useShapes();
  return (
    <div className={s.line}>
      <button
        type="button"
        aria-expanded={open}
        className={mergeClasses(shapes.bare, shapes.line)}
        style={{ minHeight: 28, width: '100%' }}
        onClick={flip}
      >
        <span className={shapes.h3}>Required access</span>
        <Count />
        <span className={shapes.grow} />
        {open ? <ChevronDownRegular aria-hidden /> : <ChevronUpRegular aria-hidden />}
      </button>
      {open && (
        <div className={mergeClasses(shapes.stack, shapes.near, s.open)}>
          <Needs />
        </div>
      )}
    </div>
  );
}

function Needs() {
  const shapes = useShapes();
  const needed = useStore((store) => store.needed);
  const shows = useStore((store) => store.app?.signedIn?.shows) ?? [];
  if (!needed) return <p className={shapes.caption}>Depends on your choices.</p>;
  return (
    <>
      <h3 className={shapes.caption}>Access it gets</h3>
      {received(needed.changes).map(({ what, where, right, verb }) => {
        const who = held(right, shows);
        return (
          <div key={`${verb} ${what} ${where}`}>
            <div className={shapes.h3} style={{ fontSize: 13, overflowWrap: 'anywhere' }}>
              {what}
            </div>
            <div className={mergeClasses(shapes.line, shapes.between)}>
              <span className={shapes.caption} style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                {where}
              </span>
              {who !== 'unknown' && (
                <Pill kind={who === 'you' ? 'success' : 'other'}>
                  {who === 'you' ? 'You' : 'Someone else'}
                </Pill>
              )}
            </div>
          </div>
        );
      })}
      {needed.limitations.length > 0 && (
        <>
          <hr className={shapes.rule} />
          <h3 className={shapes.caption}>It can't</h3>
          <ul className={shapes.list}>
            {needed.limitations.map((words) => (
              <li
                key={words}
                className={mergeClasses(shapes.line, shapes.top)}
                style={{ padding: '2px 0', fontSize: 12 }}
              >
                <SubtractRegular aria-hidden className={mergeClasses(shapes.icon16, shapes.quiet)} />
                {words}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
