import type { Group, Link } from '../data/answers';
import { visible } from './text';
import { cellText } from './value';

/** `HAS →` or `← HAS`. */
export function VerbArrow({ verb, direction }: Pick<Group, 'verb' | 'direction'>) {
  return (
    <span class="verb">
      {direction === 'out' ? `${visible(verb)} ` : ''}
      <span role="img" aria-label={direction === 'out' ? 'to' : 'from'}>
        {direction === 'out' ? '→' : '←'}
      </span>
      {direction === 'in' ? ` ${visible(verb)}` : ''}
    </span>
  );
}

export function LinkProperties({ link: { properties } }: { link: Pick<Link, 'properties'> }) {
  return (
    <span class="link-properties">
      {properties.map(([name, value]) => (
        <span key={name}>
          {visible(name)} <b>{visible(cellText(value).slice(0, 200))}</b>
        </span>
      ))}
    </span>
  );
}
