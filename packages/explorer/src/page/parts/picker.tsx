import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useAsked, useOpened } from '../asked';
import type { Ref } from '../data/ref';
import { seen } from './text';

const OFFERED = 12;

/** Chooses an entity by its name or any of its values. */
export function Picker({ label, id, onChoose }: { label: string; id: string; onChoose: (id: string) => void }) {
  const { client } = useOpened();
  const [text, setText] = useState<string>();
  const [at, setAt] = useState(0);
  const name = useId();
  const input = useRef<HTMLInputElement>(null);
  const chosen = useAsked(() => client.refs(id === '' ? [] : [id]), [id]).value?.[0];
  const isTyping = text !== undefined && text.trim() !== '';
  const request = {
    text: text ?? '',
    types: [],
    classes: [],
    accounts: [],
    sort: '',
    descending: false,
    page: 1,
    columns: [],
  };
  const found = useAsked(() => (isTyping ? client.find(request) : Promise.resolve(undefined)), [text]).value;
  const offered = isTyping ? (found?.rows.slice(0, OFFERED).map(({ ref }) => ref) ?? []) : [];
  useEffect(() => {
    if (input.current && text === undefined) input.current.value = chosen ? chosen.name : '';
  }, [chosen?.id, text]);

  const choose = (ref: Ref | undefined) => {
    if (!ref) return;
    setText(undefined);
    onChoose(ref.id);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setAt((before) => (before + (event.key === 'ArrowDown' ? 1 : offered.length - 1)) % Math.max(1, offered.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(offered[at]);
    } else if (event.key === 'Escape') setText(undefined);
  };
  const isOpen = offered.length > 0;
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
        aria-activedescendant={isOpen ? `${name}-${at}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder="a name, an e-mail address, …"
        onInput={(event) => {
          setAt(0);
          setText(event.currentTarget.value);
        }}
        onKeyDown={pressed}
        onBlur={() => setTimeout(() => setText(undefined), 150)}
      />
      <ul id={`${name}-list`} role="listbox" aria-label={label} hidden={!isOpen}>
        {offered.map((ref, number) => (
          <li
            key={ref.id}
            id={`${name}-${number}`}
            role="option"
            aria-selected={number === at}
            onMouseDown={() => choose(ref)}
          >
            <bdi>{seen(ref.name)}</bdi> <span class="type">{seen(ref.type)}</span>
          </li>
        ))}
      </ul>
      {chosen && text === undefined && <span class="type">{seen(chosen.type)}</span>}
    </div>
  );
}
