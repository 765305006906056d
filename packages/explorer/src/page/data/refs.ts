import { textsOf } from '@j1-integrations/j1ql';
import { nameOf, accountOf, typeOf, type Model } from './model';
import type { Ref } from './ref';

export function refOf({ graph }: Model, vertex: number): Ref {
  const entity = graph.entities[vertex];
  return {
    id: graph.ids[vertex],
    name: nameOf(entity),
    type: typeOf(entity),
    classes: textsOf(entity._class),
    account: accountOf(entity),
  };
}
