import type { Address } from '../address';
import { Ask } from '../views/ask';
import { Change } from '../views/change';
import { Draw } from '../views/draw';
import { Entity } from '../views/entity';
import { Find } from '../views/find';
import { Overview } from '../views/overview';
import { Paths } from '../views/paths';

const VIEW = { find: Find, entity: Entity, draw: Draw, paths: Paths, ask: Ask, change: Change, overview: Overview };

export function CurrentView({ address: { view, values } }: { address: Address }) {
  const View = VIEW[view];
  return <View values={values} />;
}
