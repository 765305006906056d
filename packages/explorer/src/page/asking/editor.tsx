import {
  autocompletion,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useRef } from 'preact/hooks';
import type { Vocabulary } from '../data/answers';
import { offersAt } from './completions';
import { editorTheme } from './theme';

export interface Mistake {
  message: string;
  line?: number;
  column?: number;
}

interface EditorProps {
  query: string;
  mistake?: Mistake;
  vocabulary?: Vocabulary;
  onAsk: (query: string) => void;
}

/** CodeMirror adds styles. The page's policy allows them only in a shadow root. */
export function Editor({ query, mistake, vocabulary, onAsk }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ vocabulary, onAsk });
  latest.current = { vocabulary, onAsk };

  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: 'open' });
    const ask = (editor: EditorView) => {
      latest.current.onAsk(editor.state.doc.toString());
      return true;
    };
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: query,
        extensions: [
          history(),
          drawSelection(),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': 'Query in J1QL', spellcheck: 'false' }),
          placeholder('FIND User WITH mfaEnabled = false AS u RETURN u.displayName, u.email'),
          autocompletion({ override: [(context) => completions(context, latest.current.vocabulary)], icons: false }),
          keymap.of([{ key: 'Mod-Enter', run: ask }, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          editorTheme,
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const made = view.current!;
    const { doc } = made.state;
    if (doc.toString() !== query) made.dispatch({ changes: { from: 0, to: doc.length, insert: query } });
  }, [query]);

  useEffect(() => {
    const made = view.current!;
    const marks = mistake?.line === undefined ? [] : [markOf(made, mistake)];
    made.dispatch(setDiagnostics(made.state, marks));
  }, [mistake?.message, mistake?.line, mistake?.column, query]);

  return (
    <>
      <div class="editor" ref={host} />
      <p class="actions">
        <button type="button" class="main" onClick={() => view.current && onAsk(view.current.state.doc.toString())}>
          Ask
        </button>
        <span class="hint">Ctrl+Enter runs the query. Ctrl+Space completes a word.</span>
      </p>
    </>
  );
}

/** Marks the word at the position of the mistake, or the last word. */
function markOf({ state }: EditorView, { message, line = 1, column = 1 }: Mistake) {
  const { doc } = state;
  const at = doc.line(Math.min(line, doc.lines));
  const start = Math.min(at.from + column - 1, doc.length);
  const [next] = /^\S+/.exec(doc.sliceString(start)) ?? [];
  const [last = ''] = /\S*\s*$/.exec(doc.sliceString(0, start)) ?? [];
  const [from, to] = next === undefined ? [start - last.length, start] : [start, start + next.length];
  return { from, to, severity: 'error' as const, message };
}

function completions(context: CompletionContext, vocabulary?: Vocabulary): CompletionResult | null {
  if (!vocabulary) return null;
  const offers = offersAt(context.state.doc.toString(), context.pos, vocabulary);
  if (!offers || offers.offers.length === 0) return null;
  if (
    !context.explicit &&
    offers.from === context.pos &&
    context.pos > 0 &&
    !/[\s(|,.]/.test(context.state.sliceDoc(context.pos - 1, context.pos))
  )
    return null;
  return {
    from: offers.from,
    validFor: /^[\w$-]*$/,
    options: offers.offers.map(({ text, kind, count }, at) => ({
      label: text,
      detail: count === undefined ? kind : `${kind}, ${count.toLocaleString('en')}`,
      boost: -Math.min(99, at),
    })),
  };
}
