import type { EntityAnswer, FindAnswer, FindRequest } from './answers';
import type { Contents } from '../../format/contents';
import { entityAnswer } from './entity';
import { createFinder } from './find';
import type { Model } from './model';
import { rawOf } from './raw';

/** What the page asks its worker. */
export interface Service {
  contents(): Contents;
  find(request: FindRequest): FindAnswer;
  entity(id: string): EntityAnswer | undefined;
  raw(id: string): Promise<unknown>;
}

export function createService(model: Model): Service {
  const finder = createFinder(model);
  return {
    contents: () => model.contents,
    find: (request) => finder.find(request),
    entity: (id) => entityAnswer(model, id),
    raw: (id) => rawOf(model, id),
  };
}
