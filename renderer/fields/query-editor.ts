import { autocompletion, type CompletionSource, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { type Diagnostic, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { Decoration, EditorView, keymap, MatchDecorator, ViewPlugin } from '@codemirror/view';
import type { QueryCompletions, QueryFault } from '../../preload/contract.ts';

/** An editor that stands in the page. */
export interface QueryEditor {
  setText(text: string): void;
  setFaults(faults: readonly QueryFault[]): void;
  setReadOnly(readOnly: boolean): void;
  leave(): void;
}

interface Wanted {
  readonly label: string;
  readonly text: string;
  readonly readOnly: boolean;
  readonly changed: (text: string) => void;
  readonly complete: (query: string, at: number) => Promise<QueryCompletions>;
}

/**
 * Puts an editor into `place`, inside an open shadow root: there its styles are adopted sheets, which the content
 * policy lets pass, while in the page they would be style elements. Tab leaves it, as it leaves any field.
 */
export function mountQueryEditor(place: HTMLElement, wanted: Wanted): QueryEditor {
  const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
  const locked = new Compartment();
  const lock = (readOnly: boolean) => [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)];
  let silent = false;
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: wanted.text,
      extensions: [
        history(),
        bracketMatching(),
        colors,
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': wanted.label, spellcheck: 'false' }),
        autocompletion({ override: [fitting(wanted.complete)], icons: false }),
        keymap.of([
          ...completionKeymap,
          // Ctrl+Enter is the page's.
          ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
          ...historyKeymap,
          ...lintKeymap,
        ]),
        locked.of(lock(wanted.readOnly)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !silent) wanted.changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setText(text) {
      if (text === view.state.doc.toString()) return;
      silent = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      silent = false;
    },
    setFaults(faults) {
      const end = view.state.doc.length;
      const marks: Diagnostic[] = faults.map(({ from, to, message }) => ({
        from: Math.min(from, end),
        to: Math.min(Math.max(to, from), end),
        severity: 'error',
        message,
      }));
      view.dispatch(setDiagnostics(view.state, marks));
    },
    setReadOnly: (readOnly) => view.dispatch({ effects: locked.reconfigure(lock(readOnly)) }),
    leave: () => view.destroy(),
  };
}

function fitting(complete: Wanted['complete']): CompletionSource {
  return async (context) => {
    const { state, pos, explicit } = context;
    if (!explicit && context.matchBefore(/\w+$/u) === null) return null;
    const { from, options } = await complete(state.doc.toString(), pos);
    return {
      from,
      options: options.map(({ shown, text }) => ({ label: shown, apply: text })),
      validFor: /^\w*$/u,
    };
  };
}

const parts =
  /\/\/.*|@?"(?:[^"\\\n]|\\.)*"?|@?'(?:[^'\\\n]|\\.)*'?|\b\d+(?:\.\d+)?\w*\b|\|\s*[a-z-]+|\b(?:and|or|not|by|on|in|has|contains|startswith|between|let|kind|asc|desc|true|false|null)\b/giu;

/** Comments, texts, numbers and operators in their own color; what they mean is the checker's matter. */
const colors = ViewPlugin.define(
  (view) => {
    const matcher = new MatchDecorator({
      regexp: parts,
      decoration: ([found]) => Decoration.mark({ class: `kql-${kindOf(found)}` }),
    });
    let marks = matcher.createDeco(view);
    return {
      get marks() {
        return marks;
      },
      update(update) {
        marks = matcher.updateDeco(update, marks);
      },
    };
  },
  { decorations: ({ marks }) => marks },
);

function kindOf(found: string): 'comment' | 'text' | 'number' | 'operator' {
  if (found.startsWith('//')) return 'comment';
  if (/^@?["']/u.test(found)) return 'text';
  return /^\d/u.test(found) ? 'number' : 'operator';
}

/** Custom properties of the theme reach into the shadow root. */
const look = EditorView.theme({
  '&': {
    color: 'var(--colorNeutralForeground1)',
    backgroundColor: 'var(--colorNeutralBackground1)',
    border: '1px solid var(--colorNeutralStrokeAccessible)',
    borderRadius: 'var(--borderRadiusMedium)',
    minHeight: '64px',
    maxHeight: '220px',
  },
  '&.cm-focused': { outline: '2px solid var(--colorStrokeFocus2)' },
  '.cm-scroller': {
    fontFamily: 'var(--fontFamilyMonospace)',
    fontSize: '12.5px',
    lineHeight: '20px',
    overflow: 'auto',
    minHeight: '62px',
  },
  '.cm-content': { caretColor: 'var(--colorNeutralForeground1)', padding: '8px 0' },
  '.cm-line': { padding: '0 10px' },
  '.kql-comment': { color: 'var(--colorNeutralForeground3)' },
  '.kql-text': { color: 'var(--colorPaletteMarigoldForeground2, var(--colorNeutralForeground2))' },
  '.kql-number': { color: 'var(--colorPaletteTealForeground2, var(--colorNeutralForeground2))' },
  '.kql-operator': { color: 'var(--colorBrandForeground1)', fontWeight: '600' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--colorBrandBackground2)',
    outline: '1px solid var(--colorBrandStroke2)',
  },
  '.cm-tooltip': {
    color: 'var(--colorNeutralForeground1)',
    backgroundColor: 'var(--colorNeutralBackground1)',
    border: '1px solid var(--colorNeutralStroke2)',
    borderRadius: 'var(--borderRadiusMedium)',
    boxShadow: 'var(--shadow8)',
    fontSize: '12px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--fontFamilyMonospace)',
    maxHeight: '180px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    color: 'var(--colorNeutralForegroundOnBrand)',
    backgroundColor: 'var(--colorBrandBackground)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--colorPaletteRedBorderActive, CanvasText)',
    textUnderlineOffset: '3px',
  },
  '.cm-diagnostic': { padding: '4px 8px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--colorPaletteRedBorderActive, CanvasText)' },
});
