import { makeStyles, mergeClasses } from '@fluentui/react-components';
import { ChevronDownRegular, ChevronRightRegular } from '@fluentui/react-icons';
import { type ReactNode, useState } from 'react';
import type { ProfileView } from '../../preload/contract.ts';
import { day, lasted } from '../format/words.ts';
import {
  allButTheSecret,
  copyProgress,
  type FormSection,
  fieldKey,
  nameOf,
  sections,
} from '../model/vendor-form.ts';
import { useNow } from '../state/hooks.ts';
import { get, set, useStore } from '../state/store.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { CountBar } from '../ui/elapsed.tsx';
import { narrow, small, useShapes } from '../ui/styles.ts';
import { HeldSecretLine } from './held-secret.tsx';
import { ShowBlock } from './show-block.tsx';

const useStyles = makeStyles({
  field: {
    alignItems: 'center',
    padding: '4px 12px 4px 16px',
    minHeight: '32px',
    [small]: { flexWrap: 'wrap' },
  },
  noted: { flexWrap: 'wrap' },
  note: { width: '100%', margin: 0 },
  key: {
    width: '164px',
    flexShrink: 0,
    fontSize: '13px',
    [narrow]: { width: '150px' },
    [small]: { width: '100%' },
  },
});

/** Every value of the vendor's form in its order, a copy button a field, and what is left to do at the vendor. */
export function ProfileForm({
  view,
  children,
}: {
  readonly view: ProfileView;
  readonly children?: ReactNode;
}) {
  const shapes = useShapes();
  const copied = useStore((store) => store.copied);
  const { done, total } = copyProgress(view.form, copied);
  const expiresAt = view.profile.credential?.expiresAt;
  const now = useNow(false);
  return (
    <div className={shapes.columns}>
      <div className={shapes.stack}>
        <div className={mergeClasses(shapes.card, shapes.clip)}>
          {sections(view.form).map((section) => (
            <Section key={section.title} section={section} view={view} />
          ))}
        </div>
        {view.vendorSteps
          .filter((show) => show.show !== 'chart')
          .map((show, at) => (
            // What a recipe shows does not move.
            <div key={at} className={mergeClasses(shapes.card, shapes.pad)}>
              <ShowBlock show={show} />
            </div>
          ))}
      </div>
      <aside aria-label="About this profile" className={shapes.stack}>
        <section className={mergeClasses(shapes.card, shapes.pad, shapes.stack, shapes.near)}>
          <h2 className={shapes.h3}>
            {done} of {total} copied
          </h2>
          <CountBar name="Copied" done={done} total={total} />
          <CopyButton
            what="all except the secret"
            label="Copy all except the secret"
            text={allButTheSecret(view.form)}
            onCopied={() =>
              markCopied(view.form.filter(({ secretHandle }) => secretHandle === undefined).map(fieldKey))
            }
          />
        </section>
        {expiresAt && (
          <section className={mergeClasses(shapes.card, shapes.pad)}>
            <h2 className={shapes.h3}>
              {view.profile.credential?.kind === 'certificate' ? 'Certificate' : 'Secret'} expires{' '}
              {day(expiresAt)}
            </h2>
            <p className={shapes.caption}>
              {Date.parse(expiresAt) > now
                ? `In ${lasted(Date.parse(expiresAt) - now)}. Rotate it before then. Both work while you switch.`
                : 'It expired. Connect again to create a new one.'}
            </p>
          </section>
        )}
        {children}
      </aside>
    </div>
  );
}

function markCopied(keys: readonly string[]): void {
  set({ copied: new Set([...get().copied, ...keys]) });
}

/** The first workspace of several stands open; the others fold, so that one sees how many there are. */
function Section({ section, view }: { readonly section: FormSection; readonly view: ProfileView }) {
  const s = useStyles();
  const shapes = useShapes();
  const copied = useStore((store) => store.copied);
  const nth = Number(/, (\d+) of \d+:/.exec(section.title)?.[1] ?? 1);
  const [open, setOpen] = useState(nth === 1);
  return (
    <>
      <div className={shapes.head}>
        {nth === 1 ? (
          <h2 className={shapes.h3} style={{ fontSize: 13 }}>
            {section.title}
          </h2>
        ) : (
          <button
            type="button"
            aria-expanded={open}
            className={mergeClasses(shapes.bare, shapes.line, shapes.h3)}
            style={{ fontSize: 13 }}
            onClick={() => setOpen(!open)}
          >
            {open ? <ChevronDownRegular aria-hidden /> : <ChevronRightRegular aria-hidden />}
            {section.title}
          </button>
        )}
      </div>
      {open && (
        <ul className={shapes.list}>
          {section.fields.map((field) => {
            const key = fieldKey(field);
            const isCopied = copied.has(key);
            const handle = field.secretHandle === undefined ? undefined : view.handle;
            return (
              <li key={key} className={mergeClasses(shapes.row, s.field, field.note && s.noted)}>
                {field.note && <p className={mergeClasses(shapes.caption, s.note)}>{field.note}</p>}
                <span className={mergeClasses(s.key, shapes.quiet)}>{field.title}</span>
                {handle !== undefined ? (
                  <div className={shapes.grow}>
                    <HeldSecretLine
                      title={nameOf(view.form, field)}
                      handle={handle}
                      copied={isCopied}
                      onCopied={() => markCopied([key])}
                    />
                  </div>
                ) : field.secretHandle !== undefined ? (
                  <span className={mergeClasses(shapes.caption, shapes.grow)}>
                    Not on this computer. The person who created it has the value.
                  </span>
                ) : (
                  <>
                    <span
                      title={field.value}
                      className={mergeClasses(
                        shapes.grow,
                        shapes.cut,
                        isIdentifier(field.value) && shapes.mono,
                      )}
                    >
                      {field.value}
                    </span>
                    <CopyButton
                      what={nameOf(view.form, field)}
                      text={field.value}
                      done={isCopied}
                      onCopied={() => markCopied([key])}
                    />
                  </>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}

function isIdentifier(value: string): boolean {
  return /^[0-9a-f-]{36}$/i.test(value) || value.startsWith('/subscriptions/');
}
