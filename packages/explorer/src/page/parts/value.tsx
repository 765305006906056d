import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { cut } from './cut';
import { ageOf, dayOf, linkIn, momentOf, visible, timeIn } from './text';

const LONG = 300;
const MANY = 20;

export function Text({ text, long = LONG }: { text: string; long?: number }) {
  const [isOpen, setIsOpen] = useState(false);
  if (text.length <= long + 50) return <bdi>{visible(text)}</bdi>;
  return (
    <>
      <bdi>{visible(isOpen ? text : cut(text, long))}</bdi>{' '}
      <button type="button" class="link" onClick={() => setIsOpen(!isOpen)}>
        {isOpen ? 'show less' : `show all ${text.length.toLocaleString('en')} characters`}
      </button>
    </>
  );
}

export function Value({ name, value }: { name: string; value: unknown }): ComponentChildren {
  const time = timeIn(name, value);
  if (time !== undefined) return <Time time={time} />;
  if (value === null || value === undefined) return <span class="unknown">unknown</span>;
  if (typeof value === 'string') return <TextOrLink text={value} />;
  if (Array.isArray(value)) return <List name={name} values={value} />;
  if (typeof value === 'object') return <Text text={JSON.stringify(value)} />;
  return <span>{JSON.stringify(value)}</span>;
}

function TextOrLink({ text }: { text: string }) {
  const link = linkIn(text);
  if (link === undefined) return text === '' ? <span class="unknown">empty</span> : <Text text={text} />;
  return (
    <a href={link} rel="noreferrer noopener" target="_blank">
      <Text text={text} />
    </a>
  );
}

function List({ name, values }: { name: string; values: readonly unknown[] }) {
  const [isOpen, setIsOpen] = useState(false);
  const shown = isOpen ? values : values.slice(0, MANY);
  return (
    <ul class="values">
      {shown.map((value, at) => (
        <li key={at}>
          <Value name={name} value={value} />
        </li>
      ))}
      {values.length > shown.length && (
        <li>
          <button type="button" class="link" onClick={() => setIsOpen(true)}>
            show all {values.length.toLocaleString('en')}
          </button>
        </li>
      )}
    </ul>
  );
}

export function Time({ time }: { time: number }) {
  return (
    <time dateTime={new Date(time).toISOString()} title={ageOf(time, Date.now())}>
      {momentOf(time)}
    </time>
  );
}

const IN_CELL = 120;

export function Cell({ name, value }: { name: string; value: unknown }) {
  const time = timeIn(name, value);
  if (time !== undefined) return <time title={momentOf(time)}>{dayOf(time)}</time>;
  if (value === null || value === undefined)
    return (
      <span class="unknown" title="unknown">
        –
      </span>
    );
  const text = cellText(value);
  return <bdi title={text.length > IN_CELL ? visible(cut(text, 1_000)) : undefined}>{visible(cut(text, IN_CELL))}</bdi>;
}

export function cellText(value: unknown): string {
  if (Array.isArray(value)) return value.map(cellText).join(', ');
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
