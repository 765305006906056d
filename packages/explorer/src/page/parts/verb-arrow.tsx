import type { Group, Link } from '../data/answers';
import { seen } from './text';
import { cellText } from './value';

/** A verb with its direction, as `HAS →` or `← HAS`. */
export function Way({ verb, direction }: Pick<Group, 'verb' | 'direction'>) {
  return (
    <span class="verb">
      {direction === 'out' ? `${seen(verb)} ` : ''}
      <span role="img" aria-label={direction === 'out' ? 'to' : 'from'}>
        {direction === 'out' ? '→' : '←'}
      </span>
      {direction === 'in' ? ` ${seen(verb)}` : ''}
    </span>
  );
}

/** What a relationship itself says, such as a role. */
export function LinkProperties({ link: { properties } }: { link: Pick<Link, 'properties'> }) {
  return (
    <span class="link-properties">
      {properties.map(([name, value]) => (
        <span key={name}>
          {seen(name)} <b>{seen(cellText(value).slice(0, 200))}</b>
        </span>
      ))}
    </span>
  );
}
