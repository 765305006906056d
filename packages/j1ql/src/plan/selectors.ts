import type { Selector } from '../syntax/tree';
import { fullTextTest } from '../values/full-text';
import type { Graph, Properties } from '../graph/graph';

const isClass = (name: string) => /^[A-Z]/.test(name);

const has = (value: unknown, name: string) => value === name || (Array.isArray(value) && value.includes(name));

const CRITICAL_CLASSES = ['Application', 'CodeRepo', 'DataStore', 'Function', 'Host', 'Logs'];

/** A smart class is a tag. JupiterOne also defines `#CriticalAsset`. */
function isInSmartClass(entity: Properties, name: string): boolean {
  const tag = (of: string) => (Object.hasOwn(entity, `tag.${of}`) ? entity[`tag.${of}`] : undefined);
  if (tag(name) === true || has(entity.tags, name)) return true;
  return (
    name === 'CriticalAsset' &&
    tag('Production') === true &&
    has(entity.classification, 'critical') &&
    CRITICAL_CLASSES.some((one) => has(entity._class, one))
  );
}

export function selectorTest(selector: Selector): (entity: Properties) => boolean {
  const tests: ((entity: Properties) => boolean)[] = selector.smartClasses.map(
    ({ name }) =>
      (entity: Properties) =>
        isInSmartClass(entity, name),
  );
  if (selector.kind === 'text') tests.push(fullTextTest(selector.text));
  if (selector.kind === 'names') {
    const names = selector.names.map(({ name }) => ({ name, property: isClass(name) ? '_class' : '_type' }));
    tests.push((entity) => names.some(({ name, property }) => has(entity[property], name)));
  }
  if (tests.length === 1) return tests[0];
  return (entity) => tests.every((test) => test(entity));
}

/** Sorted vertices. Undefined for a selector that is not a list of classes and types. */
export function candidatesOf(selector: Selector, graph: Graph): Uint32Array | undefined {
  if (selector.kind !== 'names') return undefined;
  const none = new Uint32Array(0);
  const lists = selector.names.map(({ name }) => (isClass(name) ? graph.byClass : graph.byType).get(name) ?? none);
  return lists.length === 1 ? lists[0] : Uint32Array.from(new Set(lists.flatMap((list) => [...list]))).sort();
}

export function selectorText(selector: Selector): string {
  const smart = selector.smartClasses.map(({ name }) => `#${name}`);
  const of =
    selector.kind === 'names'
      ? selector.names.map(({ name }) => name).join('|')
      : selector.kind === 'text'
        ? JSON.stringify(selector.text)
        : '*';
  return smart.length > 0 && of === '*' ? smart.join(' ') : [...smart, of].join(' ');
}
