import { createEngine, type GraphData, type VertexItem } from '@j1-integrations/j1ql';
import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { questionsOf } from './questions';

type Properties = Record<string, unknown>;

/** Each name is the entity's key, and its `displayName` by default. */
export interface SmallGraph {
  entities: Record<string, readonly [type: string, properties?: Properties]>;
  relationships?: readonly (readonly [from: string, verb: string, to: string, properties?: Properties])[];
}

/** By the query's name. A row is the cells of a table, or the name of an entity. */
export type Rows = Record<string, unknown[]>;

/** Each query finds `rows` in the graph `hits`, and nothing in the graph `none`. */
export interface QuestionCase {
  hits: SmallGraph;
  rows: Rows;
  none: SmallGraph;
}

/** `date.now` of the queries. */
export const NOW = Date.UTC(2026, 5, 1);
export const DAY = 86_400_000;

/** @throws Error if a graph has a type or an edge that no step declares */
export function questionsAsked(
  packageFolder: string,
  { integrationSteps }: Pick<IntegrationInvocationConfig<never>, 'integrationSteps'>,
): { ids: string[]; ask: (id: string, graph: SmallGraph) => Rows } {
  const questions = questionsOf(packageFolder);
  const classes = new Map(
    integrationSteps.flatMap(({ entities }) => entities).map(({ _type, _class }) => [_type, [_class].flat()]),
  );
  const declared = new Set(
    integrationSteps
      .flatMap(({ relationships }) => relationships)
      .map(({ sourceType, _class, targetType }) => [sourceType, _class, targetType].join(' ')),
  );
  return {
    ids: questions.map(({ id }) => id),
    ask: (id, graph) => {
      const engine = createEngine(dataOf(graph, classes, declared));
      const question = questions.find((one) => one.id === id);
      const rows = (question?.queries ?? []).map(({ name, query }): [string, unknown[]] => {
        const { type, data } = engine.query(query, { now: NOW });
        if (type === 'tree') throw new Error(`${id}: ${name} returns a tree.`);
        return [name, type === 'list' ? data.map(nameOf) : data.map((row) => Object.values(row))];
      });
      return Object.fromEntries(rows);
    },
  };
}

const nameOf = ({ entity }: VertexItem) => entity.displayName;

function dataOf(
  { entities, relationships = [] }: SmallGraph,
  classes: ReadonlyMap<string, string[]>,
  declared: ReadonlySet<string>,
): GraphData {
  const typeOf = (name: string) => entities[name]?.[0] ?? `unknown ${name}`;
  return {
    entities: Object.entries(entities).map(([name, [type, properties]]) => {
      // Entities of other integrations have their class as a property.
      const _class = classes.get(type) ?? properties?._class;
      if (_class === undefined) throw new Error(`No step declares ${type}.`);
      return { _key: name, _type: type, _class, displayName: name, ...properties };
    }),
    relationships: relationships.map(([from, verb, to, properties], at) => {
      const between = [typeOf(from), verb, typeOf(to)].join(' ');
      if (classes.has(typeOf(to)) && !declared.has(between)) throw new Error(`No step declares ${between}.`);
      return {
        _key: `${from}|${verb}|${to}|${at}`,
        _class: verb,
        _fromEntityKey: from,
        _toEntityKey: to,
        ...properties,
      };
    }),
  };
}
