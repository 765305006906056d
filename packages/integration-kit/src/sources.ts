import {
  DisabledStepReason,
  type IntegrationInstanceConfigField,
  type IntegrationIngestionConfigFieldMap,
  type StepMetadata,
  type StepStartStates,
} from '@jupiterone/integration-sdk-core';
import type { OffSource } from './run-record';
import { settingOf } from './settings';

/** Something that an integration can read or leave out. */
export interface OptionalSource {
  /** For people, in JupiterOne's list of sources. */
  title: string;
  description: string;
  /** Whether it is read when nothing is said. */
  onByDefault: boolean;
}

/** Keyed by the id, which is the source's in JupiterOne and the config field's: `ingest<Source>`. */
export type OptionalSources<Id extends string = string> = Readonly<Record<Id, OptionalSource>>;

/** The config fields of the sources: what those have who run `collect` (`INGEST_TEAM_MEMBERS=false`). */
export function sourceFields<Id extends string>(
  sources: OptionalSources<Id>,
): Record<Id, IntegrationInstanceConfigField> {
  return mapValues(sources, () => ({ type: 'boolean', optional: true }) as const);
}

/** The sources as JupiterOne shows them for managed instances. */
export function ingestionConfig(sources: OptionalSources): IntegrationIngestionConfigFieldMap {
  return mapValues(sources, ({ title, description, onByDefault }) => ({
    title,
    description,
    defaultsToDisabled: !onByDefault,
  }));
}

/** What is needed of a context to know whether a source is on. */
export interface SourceContext {
  instance: {
    config: Readonly<Record<string, unknown>>;
    disabledSources?: readonly { ingestionSourceId: string }[];
  };
}

/** Whether a source is read: not switched off in JupiterOne, and on by its config field or, without one, by default. */
export function isEnabled<Id extends string>(
  { instance }: SourceContext,
  sources: OptionalSources<Id>,
  id: Id,
): boolean {
  if (instance.disabledSources?.some(({ ingestionSourceId }) => ingestionSourceId === id)) return false;
  const field = instance.config[id];
  return typeof field === 'boolean' ? field : sources[id].onByDefault;
}

type Startable = Pick<StepMetadata, 'id' | 'ingestionSourceId' | 'dependsOn'>;

/** Every step starts, but those whose ingestion source is off, and what joins their things with others. */
export function startStates<Id extends string>(
  context: SourceContext,
  sources: OptionalSources<Id>,
  steps: readonly Startable[],
): StepStartStates {
  const states = Object.fromEntries(
    steps.map(({ id, ingestionSourceId }) => {
      const on = !ingestionSourceId || isEnabled(context, sources, ingestionSourceId as Id);
      return [id, on ? { disabled: false } : { disabled: true, disabledReason: DisabledStepReason.USER_CONFIG }];
    }),
  );
  disableDependents(states, steps);
  return states;
}

/** What depends on a disabled step is disabled for the same reason. The steps are in dependency order. */
export function disableDependents(states: StepStartStates, steps: readonly Startable[]): void {
  for (const { id, dependsOn = [] } of steps) {
    const state = dependsOn.map((needed) => states[needed]).find((needed) => needed?.disabled);
    if (state && !states[id]?.disabled) states[id] = state;
  }
}

/** The sources that are off, each with the types that nothing else collects. The steps are in dependency order. */
export function offSources(
  context: SourceContext,
  sources: OptionalSources,
  steps: readonly StepMetadata[],
): OffSource[] {
  const states = startStates(context, sources, steps);
  const collected = new Set(steps.filter(({ id }) => !states[id].disabled).flatMap(typesOf));
  return Object.entries(sources)
    .filter(([id]) => !isEnabled(context, sources, id))
    .map(([id, { title }]) => {
      const alone = startStates(withoutOthers(context, sources, id), sources, steps);
      const disabled = steps.filter((step) => alone[step.id].disabled);
      const missing = disabled.flatMap(({ entities }) => entities).filter(({ _type }) => !collected.has(_type));
      return {
        source: id,
        title,
        setting: settingOf(id),
        types: sortedSet(disabled.flatMap(typesOf).filter((type) => !collected.has(type))),
        classes: sortedSet(missing.flatMap(({ _class }) => _class)),
      };
    });
}

/** The same context, in which this source alone is off. */
const withoutOthers = ({ instance }: SourceContext, sources: OptionalSources, off: string): SourceContext => ({
  instance: { ...instance, disabledSources: [], config: mapValues(sources, (_, id) => id !== off) },
});

const typesOf = ({ entities, relationships, mappedRelationships = [] }: StepMetadata): string[] =>
  [...entities, ...relationships, ...mappedRelationships].map(({ _type }) => _type);

const sortedSet = (names: string[]): string[] => [...new Set(names)].sort();

function mapValues<Id extends string, In, Out>(record: Readonly<Record<Id, In>>, to: (value: In, key: string) => Out) {
  return Object.fromEntries(Object.entries<In>(record).map(([key, value]) => [key, to(value, key)])) as Record<Id, Out>;
}
