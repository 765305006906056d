import { schemaOfClass } from '../data-model';
import type { Declarations } from '../invocation-config';
import type { Graph } from '../runner/graph';
import { propertyDifferences } from './properties';
import { listedSources } from './sources';

/** Finds duplicate ids, wrong order, unknown classes, and sources without a switch in JupiterOne. */
export async function stepProblems(
  packageFolder: string,
  { integrationSteps, sources }: Declarations,
): Promise<string[]> {
  const before = new Set<string>();
  const problems: string[] = [];
  for (const { id, dependsOn = [], entities } of integrationSteps) {
    if (before.has(id)) problems.push(`two steps have the id ${id}`);
    for (const needed of dependsOn) if (!before.has(needed)) problems.push(`${id} comes before ${needed}`);
    for (const _class of entities.flatMap((one) => one._class)) {
      if (!schemaOfClass(_class)) problems.push(`${id}: the data model has no class ${_class}`);
    }
    before.add(id);
  }
  const listed = new Set(await listedSources(packageFolder));
  const withoutSwitch = sources.filter(({ id }) => !listed.has(id));
  return [...problems, ...withoutSwitch.map(({ id }) => `${id} has no switch: no step has it as its source`)];
}

/** Compares the types and properties of a run with those that the steps declare. @param run with all sources */
export function declarationDifferences(invocationConfig: Declarations, run: Graph): string[] {
  const emitted = new Set([...run.entities, ...run.relationships].map(({ _type }) => _type));
  const declared = new Set(
    invocationConfig.integrationSteps.flatMap(({ entities, relationships, mappedRelationships = [] }) =>
      [...entities, ...relationships, ...mappedRelationships].map(({ _type }) => _type),
    ),
  );
  return [
    ...[...emitted].filter((type) => !declared.has(type)).map((type) => `${type} is not declared`),
    ...[...declared].filter((type) => !emitted.has(type)).map((type) => `${type} is declared, but missing`),
    ...propertyDifferences(invocationConfig, run),
  ];
}

export function endpointDifferences({ integrationSteps }: Declarations, paths: readonly string[]): string[] {
  const endpoints = new Set(integrationSteps.flatMap(({ reads = [] }) => reads.map(({ endpoint }) => endpoint)));
  const patternOf = (endpoint: string) => new RegExp(`^${endpoint.replace(/\{\w+\}/g, '[^/]+')}$`);
  const patterns = [...endpoints].map((endpoint) => [endpoint, patternOf(endpoint)] as const);
  const asked = new Set(paths);
  const isDeclared = (path: string) => patterns.some(([, pattern]) => pattern.test(path));
  return [
    ...[...asked].filter((path) => !isDeclared(path)).map((path) => `${path} is not declared`),
    ...patterns
      .filter(([, pattern]) => ![...asked].some((path) => pattern.test(path)))
      .map(([endpoint]) => `${endpoint} is never requested`),
  ];
}
