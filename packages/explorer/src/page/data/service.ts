import type { Contents } from '../../format/contents';
import type {
  AskAnswer,
  AskRequest,
  ChangesAnswer,
  ChangesRequest,
  EntityAnswer,
  FindAnswer,
  FindRequest,
  OverviewAnswer,
  QuestionAnswer,
  Vocabulary,
} from './answers';
import type { Ref } from './ref';
import type { Drawn, DrawRequest, PathsAnswer, PathsRequest } from './drawn';
import { createAsker } from './ask';
import { createChanges } from './changes';
import { drawAround } from './draw';
import { entityAnswer } from './entity';
import { exportAnswer, exportFound, type ExportFormat } from './export';
import { createFinder, type Finder } from './find';
import type { Model } from './model';
import { overviewOf } from './overview';
import { rawOf } from './raw';
import { refOf } from './refs';
import { vocabularyOf } from './vocabulary';
import { pathsBetween } from './paths';

export interface Service {
  contents(): Contents;
  overview(): OverviewAnswer;
  find(request: FindRequest): FindAnswer;
  exportFound(request: FindRequest, format: ExportFormat): Blob;
  entity(id: string): EntityAnswer | undefined;
  refs(ids: string[]): (Ref | undefined)[];
  raw(id: string): Promise<unknown>;
  draw(request: DrawRequest): Drawn;
  paths(request: PathsRequest): PathsAnswer;
  ask(request: AskRequest): AskAnswer;
  exportAnswer(request: AskRequest, format: ExportFormat): Blob;
  question(question: number, query: number): QuestionAnswer;
  vocabulary(): Vocabulary;
  changes(request: ChangesRequest): Promise<ChangesAnswer>;
}

export function createService(model: Model): { service: Service; prepare: Finder['prepare'] } {
  const finder = createFinder(model);
  const asker = createAsker(model);
  const service: Service = {
    contents: () => model.contents,
    overview: () => overviewOf(model),
    find: (request) => finder.find(request),
    exportFound: (request, format) => exportFound(model, finder, request, format),
    entity: (id) => entityAnswer(model, id),
    refs: (ids) =>
      ids.map((id) => {
        const vertex = model.vertexOf(id);
        return vertex === undefined ? undefined : refOf(model, vertex);
      }),
    raw: (id) => rawOf(model, id),
    draw: (request) => drawAround(model, request),
    paths: (request) => pathsBetween(model, request),
    ask: (request) => asker.ask(request),
    exportAnswer: (request, format) => exportAnswer(asker, request, format),
    question: (question, query) => asker.question(question, query),
    vocabulary: () => vocabularyOf(model),
    ...createChanges(model),
  };
  return { service, prepare: (pause) => finder.prepare(pause) };
}
