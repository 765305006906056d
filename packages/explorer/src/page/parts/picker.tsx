import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Ref } from '../data/ref';
import { FIND_ALL } from '../find-address';
import { useAnswer, usePageData } from '../use-answer';
import { visible } from './text';

const MAX_SUGGESTIONS = 12;

export function Picker({ label, id, onChoose }: { label: string; id: string; onChoose: (id: string) => void }) {
  const { client } = usePageData();
  /** The typed text; undefined when the user does not type. */
  const [text, setText] = useState<string>();
  const [active, setActive] = useState(0);
  const name = useId();
  const input = useRef<HTMLInputElement>(null);
  const chosen = useAnswer(() => client.refs(id === '' ? [] : [id]), [id]).value?.[0];
  const { suggestions, isWaiting } = useSuggestions(text ?? '');
  const [isEnterWaiting, setEnterWaiting] = useState(false);
  useEffect(() => {
    if (input.current && text === undefined) input.current.value = chosen ? chosen.name : '';
  }, [chosen?.id, text]);

  const choose = (ref: Ref | undefined) => {
    if (!ref) return;
    setText(undefined);
    onChoose(ref.id);
  };
  useEffect(() => {
    if (!isEnterWaiting || isWaiting) return;
    setEnterWaiting(false);
    choose(suggestions[active]);
  }, [isEnterWaiting, isWaiting]);
  const onKey = (event: KeyboardEvent) => {
    const { length } = suggestions;
    if (event.key === 'ArrowDown') setActive((before) => (before + 1) % Math.max(1, length));
    else if (event.key === 'ArrowUp') setActive((before) => (before + length - 1) % Math.max(1, length));
    else if (event.key === 'Enter') setEnterWaiting(true);
    else {
      if (event.key === 'Escape') setText(undefined);
      return;
    }
    event.preventDefault();
  };
  const isOpen = suggestions.length > 0;
  return (
    <div class="picker">
      <label for={name}>{label}</label>
      <input
        ref={input}
        id={name}
        type="text"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${name}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen ? `${name}-${active}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder="a name, an e-mail address, …"
        onInput={(event) => {
          setActive(0);
          setEnterWaiting(false);
          setText(event.currentTarget.value);
        }}
        onKeyDown={onKey}
        onBlur={() => setTimeout(() => setText(undefined), 150)}
      />
      <Suggestions name={name} label={label} refs={suggestions} active={active} onChoose={choose} />
      {chosen && text === undefined && <span class="type">{visible(chosen.type)}</span>}
    </div>
  );
}

/** While `isWaiting`, the suggestions are those of an earlier text. */
function useSuggestions(text: string): { suggestions: Ref[]; isWaiting: boolean } {
  const { client } = usePageData();
  const isEmpty = text.trim() === '';
  const find = async () => (isEmpty ? undefined : { text, found: await client.find({ ...FIND_ALL, text }) });
  const answer = useAnswer(find, [text]).value;
  if (isEmpty) return { suggestions: [], isWaiting: false };
  const suggestions = answer?.found.rows.slice(0, MAX_SUGGESTIONS).map(({ ref }) => ref) ?? [];
  return { suggestions, isWaiting: answer?.text !== text };
}

interface SuggestionsProps {
  name: string;
  label: string;
  refs: readonly Ref[];
  active: number;
  onChoose: (ref: Ref) => void;
}

function Suggestions({ name, label, refs, active, onChoose }: SuggestionsProps) {
  return (
    <ul id={`${name}-list`} role="listbox" aria-label={label} hidden={refs.length === 0}>
      {refs.map((ref, at) => (
        <li
          key={ref.id}
          id={`${name}-${at}`}
          role="option"
          aria-selected={at === active}
          onMouseDown={() => onChoose(ref)}
        >
          <bdi>{visible(ref.name)}</bdi> <span class="type">{visible(ref.type)}</span>
        </li>
      ))}
    </ul>
  );
}
