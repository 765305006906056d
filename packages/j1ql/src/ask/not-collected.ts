import { parse } from '../grammar/parse';
import { textsOf, type GraphData } from '../graph/graph';
import type { RunRecord } from '../loader/run-record';
import type { EntityPattern, Query, Step, Traversal } from '../syntax/tree';

/** What is known of the graphs that are asked. */
export interface Loaded {
  instances: readonly { integration: string; record: Pick<RunRecord, 'off' | 'declaredTypes'> }[];
  data: GraphData;
  people: number;
}

export interface Missing {
  /** Of an entity or a relationship. */
  type: string;
  setting?: string;
}

/** What a query looks for that no instance has collected, because its source is switched off. */
export function notCollected(text: string, { instances, data }: Pick<Loaded, 'instances' | 'data'>): Missing[] {
  const off = new Map(
    instances.flatMap(({ record }) =>
      record.off.flatMap(({ types, setting }) => types.map((type) => [type, setting] as const)),
    ),
  );
  const asked = off.size === 0 ? [] : typesIn(parse(text)).filter((type) => off.has(type));
  if (asked.length === 0) return [];
  const present = namesIn(data);
  return [...new Set(asked)].filter((type) => !present.has(type)).map((type) => ({ type, setting: off.get(type) }));
}

export const notCollectedText = ({ type, setting }: Missing): string =>
  `${type} is not collected: its source is off.${setting === undefined ? '' : ` ${setting}=true switches it on.`}`;

/** What a question across providers asks for, and no loaded graph could have: "none" would be wrong. */
export function notLoaded(text: string, { instances, data, people }: Loaded): string[] {
  const { start, steps } = parse(text);
  const names = [...namesOf(start), ...steps.flatMap(namesInStep)];
  const present = namesIn(data);
  const roster = names.includes('Person') && people === 0 && !present.has('Person') ? [NO_ROSTER] : [];
  if (instances.some(({ record }) => record.declaredTypes === undefined)) return roster;
  const declared = new Set(instances.flatMap(({ record }) => record.declaredTypes));
  // A type has an underscore; a class begins with a capital letter.
  const unknown = names.filter((name) => /^[a-z].*_/.test(name) && !declared.has(name) && !present.has(name));
  return [...[...new Set(unknown)].map((name) => `${name} is not collected: no graph here can have it.`), ...roster];
}

const NO_ROSTER = 'There is no roster: name one with --people.';

const namesInStep = (step: Step): string[] =>
  step.kind === 'optional' ? step.steps.flatMap(namesInStep) : namesOf(step.target);

const known = new WeakMap<GraphData, ReadonlySet<string>>();

/** The types of what is there, and the classes of entities; looked for once, as many questions ask. */
function namesIn(data: GraphData): ReadonlySet<string> {
  const before = known.get(data);
  if (before) return before;
  const names = new Set<string>();
  for (const { _type, _class } of data.entities) {
    for (const name of [...textsOf(_type), ...textsOf(_class)]) names.add(name);
  }
  for (const { _type } of data.relationships) for (const name of textsOf(_type)) names.add(name);
  known.set(data, names);
  return names;
}

/** The types that a query names, and those that relationships between them have. */
function typesIn({ start, steps }: Query): string[] {
  const types = namesOf(start);
  /** Follows a step, and gives what it may lead to. */
  const follow = (from: string[], step: Step): string[] => {
    if (step.kind === 'optional') return [...from, ...step.steps.reduce(follow, from)];
    const to = namesOf(step.target);
    types.push(...to, ...relationshipTypes(from, step, to));
    return to;
  };
  steps.reduce(follow, types.slice());
  return types;
}

const namesOf = ({ selector }: EntityPattern): string[] =>
  selector.kind === 'names' ? selector.names.map(({ name }) => name) : [];

function relationshipTypes(from: string[], { verb, direction }: Traversal, to: string[]): string[] {
  const pairs = from.flatMap((one) => to.map((other) => [one, other] as const));
  const ways = pairs.flatMap(([one, other]) => [
    ...(direction === '<<' ? [] : [[one, other] as const]),
    ...(direction === '>>' ? [] : [[other, one] as const]),
  ]);
  return verb.names.flatMap(({ name }) => ways.map(([source, target]) => relationshipType(source, name, target)));
}

/** As JupiterOne's SDK builds it: `heroku_team` that HAS `heroku_user` is `heroku_team_has_user`. */
function relationshipType(from: string, verb: string, to: string): string {
  const [fromWords, toWords] = [from.split('_'), to.split('_')];
  let shared = 0;
  while (shared < toWords.length - 1 && fromWords[shared] === toWords[shared]) shared++;
  return `${from}_${verb.toLowerCase()}_${toWords.slice(shared).join('_')}`;
}
