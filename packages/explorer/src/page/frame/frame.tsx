import { useEffect, useRef } from 'preact/hooks';
import { addressOf, go, useAddress, type Address, type View } from '../address';
import { useOpened } from '../asked';
import { ageOf } from '../parts/text';
import { Failures } from './failures';
import { Viewed } from './viewed';

const NAVIGATION: readonly (readonly [view: View, title: string])[] = [
  ['find', 'Find'],
  ['ways', 'Ways'],
  ['ask', 'Ask'],
  ['change', 'Change'],
  ['overview', 'Overview'],
];

/** What stands around every view: its name, the search, the way to the other views. */
export function Frame() {
  const address = useAddress();
  const main = useRef<HTMLElement>(null);
  const place = `${address.view} ${address.values.get('id') ?? ''}`;
  useEffect(() => {
    const [, title] = NAVIGATION.find(([view]) => view === address.view) ?? [];
    document.title = `${title ?? 'Look'} · Explorer`;
    scrollTo(0, 0);
    // What had the focus is gone: what comes next begins here.
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [place]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => skipTo(event, main.current)}>
        To the content
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
        <Failures of={location.hash}>
          <Viewed address={address} />
        </Failures>
      </main>
    </>
  );
}

/** How old the oldest part is, and whether something is missing. */
function Age() {
  const { contents } = useOpened();
  const { instances, missing } = contents;
  const oldest = Math.min(...instances.map(({ collectedOn }) => collectedOn));
  const isIncomplete = missing.length > 0 || instances.some(({ record }) => record.failedSteps.length > 0);
  return (
    <a class="age" href={addressOf('overview')}>
      Collected {ageOf(oldest, Date.now())} {isIncomplete && <span class="state bad">incomplete</span>}
    </a>
  );
}

/** The address stays that of the view. */
function skipTo(event: Event, main: HTMLElement | null) {
  event.preventDefault();
  main?.focus();
}

const DELAY = 120;

/** Looks for what is typed, in all values; `/` leads to it. */
function Search({ address }: { address: Address }) {
  const { contents } = useOpened();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const text = address.view === 'find' ? (address.values.get('q') ?? '') : '';
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = text;
  }, [text, address.view]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isTyping =
        event.composedPath()[0] instanceof Element &&
        (event.composedPath()[0] as Element).matches('input, textarea, select, [contenteditable=true]');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.select();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  const look = () => {
    clearTimeout(timer.current);
    const values = address.view === 'find' ? new URLSearchParams(address.values) : new URLSearchParams();
    for (const name of ['q', 'page']) values.delete(name);
    const typed = input.current?.value.trim() ?? '';
    if (typed !== '') values.set('q', typed);
    const search = values.toString();
    // Typing is one step back, and not one for each letter.
    go(`#/find${search === '' ? '' : `?${search}`}`, { replace: address.view === 'find' });
  };
  const later = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(look, DELAY);
  };
  const submitted = (event: Event) => {
    event.preventDefault();
    look();
  };
  const names = contents.instances.map(({ name }) => name).join(', ');
  return (
    <form role="search" onSubmit={submitted}>
      <input
        ref={input}
        type="search"
        aria-label={`Find in ${names}`}
        placeholder="Find a person, an application, any value   /"
        defaultValue={text}
        onInput={later}
        autocomplete="off"
        spellcheck={false}
      />
    </form>
  );
}
