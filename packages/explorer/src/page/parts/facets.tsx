import { useState } from 'preact/hooks';
import type { Facet, FindAnswer, FindRequest } from '../data/answers';
import { go } from '../address';
import { addressOfFind } from '../find-address';
import { Breakable } from './entity-link';
import { count, visible } from './text';

const FIRST = 12;

export function Facets({ request, facets }: { request: FindRequest; facets: FindAnswer['facets'] }) {
  // In a narrow window, the user sees the results first.
  const [isWide] = useState(() => matchMedia('(min-width: 52rem)').matches);
  const chosen = request.types.length + request.classes.length + request.accounts.length;
  return (
    <details class="facets" open={isWide}>
      <summary>Filters {chosen > 0 && <span class="number">{chosen}</span>}</summary>
      <FacetList title="Type" kind="types" facets={facets.types} request={request} />
      <FacetList title="Class" kind="classes" facets={facets.classes} request={request} />
      <FacetList title="Account" kind="accounts" facets={facets.accounts} request={request} />
    </details>
  );
}

interface ListProps {
  title: string;
  kind: 'types' | 'classes' | 'accounts';
  facets: Facet[];
  request: FindRequest;
}

function FacetList({ title, kind, facets, request }: ListProps) {
  const [isOpen, setIsOpen] = useState(false);
  const chosen = request[kind];
  // A chosen value stays visible without results.
  const gone = chosen.filter((value) => !facets.some((facet) => facet.value === value));
  const all = [...gone.map((value) => ({ value, count: 0 })), ...facets];
  if (all.length === 0) return null;
  const shown = isOpen ? all : all.filter(({ value }, at) => at < FIRST || chosen.includes(value));
  const toggle = (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    go(addressOfFind(request, { [kind]: next, columns: [], sort: '' }));
  };
  return (
    <fieldset>
      <legend>{title}</legend>
      {shown.map(({ value, count: number }) => (
        <label key={value}>
          <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
          <span class="facet">{value === '' ? '(none)' : <Breakable text={visible(value)} />}</span>
          <span class="number">{count(number)}</span>
        </label>
      ))}
      {all.length > shown.length && (
        <button type="button" class="link" onClick={() => setIsOpen(true)}>
          show {count(all.length - shown.length)} more
        </button>
      )}
    </fieldset>
  );
}
