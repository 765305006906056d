import { useEffect, useRef } from 'preact/hooks';
import { addressOf, go, useAddress, type Address, type View } from '../address';
import { usePageData } from '../use-answer';
import { isIncomplete } from '../parts/runs';
import { ageOf } from '../parts/text';
import { ErrorBoundary } from './error-boundary';
import { CurrentView } from './current-view';

const NAVIGATION: readonly (readonly [view: View, title: string])[] = [
  ['find', 'Find'],
  ['paths', 'Paths'],
  ['ask', 'Ask'],
  ['change', 'Changes'],
  ['overview', 'Overview'],
];

export function Frame() {
  const address = useAddress();
  const main = useRef<HTMLElement>(null);
  const place = `${address.view} ${address.values.get('id') ?? ''}`;
  useEffect(() => {
    const [, title] = NAVIGATION.find(([view]) => view === address.view) ?? [];
    document.title = `${title ?? (address.view === 'draw' ? 'Drawing' : 'Entity')} · Explorer`;
    scrollTo(0, 0);
    // When the focused element is gone, the focus moves to the content.
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [place]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => skipTo(event, main.current)}>
        Skip to the content
      </a>
      <header class="frame">
        <a class="product" href={addressOf('find')}>
          Explorer
        </a>
        <Search address={address} />
        <nav aria-label="Views">
          {NAVIGATION.map(([view, title]) => (
            <a key={view} href={addressOf(view)} aria-current={address.view === view ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <Age />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <ErrorBoundary resetKey={location.hash}>
          <CurrentView address={address} />
        </ErrorBoundary>
      </main>
    </>
  );
}

function Age() {
  const { contents } = usePageData();
  const { instances, missing } = contents;
  const oldest = Math.min(...instances.map(({ collectedOn }) => collectedOn));
  const isPartial = missing.length > 0 || instances.some(({ record }) => isIncomplete(record));
  return (
    <a class="age" href={addressOf('overview')}>
      Collected {ageOf(oldest, Date.now())} {isPartial && <span class="state bad">incomplete</span>}
    </a>
  );
}

/** A link to #main would replace the address of the view. */
function skipTo(event: Event, main: HTMLElement | null) {
  event.preventDefault();
  main?.focus();
}

const DELAY_MS = 120;

function Search({ address }: { address: Address }) {
  const { contents } = usePageData();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const text = address.view === 'find' ? (address.values.get('q') ?? '') : '';
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = text;
  }, [text, address.view]);
  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent) => {
      const isTyping =
        event.composedPath()[0] instanceof Element &&
        (event.composedPath()[0] as Element).matches('input, textarea, select, [contenteditable=true]');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.select();
    };
    addEventListener('keydown', focusOnSlash);
    return () => removeEventListener('keydown', focusOnSlash);
  }, []);
  const search = () => {
    clearTimeout(timer.current);
    const values = address.view === 'find' ? new URLSearchParams(address.values) : new URLSearchParams();
    for (const name of ['q', 'page']) values.delete(name);
    const typed = input.current?.value.trim() ?? '';
    if (typed !== '') values.set('q', typed);
    const query = values.toString();
    // All typed letters are one step in the history.
    go(`#/find${query === '' ? '' : `?${query}`}`, { replace: address.view === 'find' });
  };
  const searchSoon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(search, DELAY_MS);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    search();
  };
  const names = contents.instances.map(({ name }) => name).join(', ');
  return (
    <form role="search" onSubmit={submit}>
      <input
        ref={input}
        type="search"
        aria-label={`Find in ${names}`}
        placeholder="Find a person, an application, any value   /"
        defaultValue={text}
        onInput={searchSoon}
        autocomplete="off"
        spellcheck={false}
      />
    </form>
  );
}
