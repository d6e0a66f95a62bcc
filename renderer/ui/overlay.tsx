import { Button, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { useShapes } from './styles.ts';

/**
 * The platform's own top layer does what a modal needs (inert page, focus in and back, Escape), for a tenth of the
 * bytes of a component that does it again: the window has a budget.
 */
const useStyles = makeStyles({
  dialog: {
    width: 'min(600px, calc(100vw - 48px))',
    maxHeight: 'calc(100vh - 48px)',
    boxSizing: 'border-box',
    padding: '24px',
    border: `1px solid ${t.colorTransparentStroke}`,
    borderRadius: t.borderRadiusXLarge,
    boxShadow: t.shadow64,
    color: t.colorNeutralForeground1,
    backgroundColor: t.colorNeutralBackground1,
    '::backdrop': { backgroundColor: 'rgba(0, 0, 0, 0.4)' },
  },
  anchor: { position: 'relative', display: 'inline-flex', minWidth: 0 },
  menu: {
    position: 'absolute',
    zIndex: 20,
    minWidth: '220px',
    maxWidth: 'calc(100vw - 24px)',
    padding: '4px',
    border: `1px solid ${t.colorNeutralStroke2}`,
    borderRadius: t.borderRadiusMedium,
    boxShadow: t.shadow16,
    backgroundColor: t.colorNeutralBackground1,
    color: t.colorNeutralForeground1,
  },
  below: { top: 'calc(100% + 4px)' },
  above: { bottom: 'calc(100% + 4px)' },
  end: { right: 0 },
  start: { left: 0 },
  item: {
    display: 'flex',
    gap: '8px',
    alignItems: 'center',
    width: '100%',
    minHeight: '32px',
    padding: '4px 8px',
    boxSizing: 'border-box',
    ':hover': { backgroundColor: t.colorNeutralBackground1Hover },
  },
  note: { padding: '8px', userSelect: 'text' },
  tip: {
    position: 'fixed',
    zIndex: 30,
    maxWidth: '240px',
    padding: '5px 8px',
    borderRadius: t.borderRadiusMedium,
    border: `1px solid ${t.colorTransparentStroke}`,
    boxShadow: t.shadow8,
    fontSize: '12px',
    lineHeight: '16px',
    pointerEvents: 'none',
    color: t.colorNeutralForeground1,
    backgroundColor: t.colorNeutralBackground1,
    transform: 'translateX(-50%)',
  },
});

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The yes, which repeats its count; closing is the other way out. */
  readonly actions: ReactNode;
  readonly closeWord?: string;
}

/** Asks before something that cannot be taken back. Shown while it is mounted. */
export function AskDialog({ title, onClose, children, actions, closeWord = 'Cancel' }: DialogProps) {
  const s = useStyles();
  const shapes = useShapes();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={ref} className={s.dialog} aria-labelledby={id} onCancel={onClose}>
      <div className={shapes.stack}>
        <h2 id={id} className={shapes.h2}>
          {title}
        </h2>
        {children}
        <div className={mergeClasses(shapes.line, shapes.wrap)} style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{closeWord}</Button>
          {actions}
        </div>
      </div>
    </dialog>
  );
}

export interface MenuAct {
  readonly label: string;
  readonly icon?: ReactElement;
  readonly chosen?: boolean;
  readonly go: () => void;
}

interface MenuProps {
  /** What the button is called where its content says too little. */
  readonly name: string;
  readonly button: ReactNode;
  readonly acts: readonly MenuAct[];
  readonly note?: ReactNode;
  readonly side?: 'start' | 'end';
  readonly up?: boolean;
  readonly className?: string;
}

/** A button with a list of actions: arrow keys move, Escape closes and gives the focus back. */
export function ActMenu({ name, button, acts, note, side = 'end', up, className }: MenuProps) {
  const s = useStyles();
  const shapes = useShapes();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  useEffect(() => {
    if (!open) return undefined;
    anchor.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
    const outside = (event: MouseEvent): void => {
      if (!anchor.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('mousedown', outside);
    return () => document.removeEventListener('mousedown', outside);
  }, [open]);
  const move = (event: KeyboardEvent): void => {
    const items = [...(anchor.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Tab') setOpen(false);
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    }
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  };
  return (
    <span ref={anchor} className={s.anchor}>
      <button
        ref={opener}
        type="button"
        aria-label={name}
        aria-haspopup="menu"
        aria-expanded={open}
        className={mergeClasses(shapes.bare, shapes.line, className)}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div className={mergeClasses(s.menu, up ? s.above : s.below, side === 'end' ? s.end : s.start)}>
          {note && <div className={mergeClasses(s.note, shapes.caption)}>{note}</div>}
          {/* Focus is on its items. */}
          <div role="menu" aria-label={name} onKeyDown={move}>
            {acts.map(({ label, icon, chosen, go }) => (
              <button
                key={label}
                type="button"
                role={chosen === undefined ? 'menuitem' : 'menuitemradio'}
                {...(chosen === undefined ? {} : { 'aria-checked': chosen })}
                tabIndex={-1}
                className={mergeClasses(shapes.bare, s.item)}
                onClick={() => {
                  close();
                  go();
                }}
              >
                {icon}
                <span className={shapes.grow}>{label}</span>
                {chosen && <span aria-hidden>✓</span>}
              </button>
            ))}
          </div>
        </div>
      )}
    </span>
  );
}

/** Says what an icon means on pointing and on focus. The control itself carries the name. */
export function Tip({ words, children }: { readonly words: string; readonly children: ReactElement }) {
  const s = useStyles();
  const [at, setAt] = useState<{ left: number; top: number } | undefined>(undefined);
  const ref = useRef<HTMLSpanElement>(null);
  const open = (): void => {
    const box = ref.current?.firstElementChild?.getBoundingClientRect();
    if (!box) return;
    const left = Math.min(Math.max(box.left + box.width / 2, 124), window.innerWidth - 124);
    setAt({ left, top: box.top > 44 ? box.top - 34 : box.bottom + 6 });
  };
  const close = (): void => setAt(undefined);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only listens to what happens inside
    <span
      ref={ref}
      style={{ display: 'contents' }}
      onMouseOver={open}
      onMouseOut={close}
      onFocus={open}
      onBlur={close}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      {children}
      {at && (
        <span aria-hidden className={s.tip} style={at}>
          {words}
        </span>
      )}
    </span>
  );
}
