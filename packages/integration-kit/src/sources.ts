import {
  DisabledStepReason,
  type IntegrationIngestionConfigFieldMap,
  type StepMetadata,
  type StepStartStates,
} from '@jupiterone/integration-sdk-core';
import type { OffSource } from './run-record';
import { settingOf } from './settings';

/** Something that an integration reads and that can be switched off. The file of its resource declares it. */
export interface Source {
  /** `ingest<Source>`: in JupiterOne, and as the config field. */
  id: string;
  /** For people, in JupiterOne's list of sources. */
  title: string;
  /** What it is, in sentences. */
  description: string;
  /** Whether it is read when nothing is said. */
  onByDefault: boolean;
  /** What it costs: `1 for each team`. */
  requests: string;
}

/** What of a step decides whether it runs. */
export type Switchable = Pick<StepMetadata, 'id' | 'dependsOn'> & {
  /** Without which the step does not run. */
  source?: Source;
  /** Further ones that it does not run without. */
  alsoTakes?: readonly Source[];
};

/** Every source of some steps, each once, in the order of the steps. */
export const sourcesOf = (steps: readonly Switchable[]): Source[] => [...new Set(steps.flatMap(neededBy))];

const neededBy = ({ source, alsoTakes = [] }: Switchable): Source[] => [...(source ? [source] : []), ...alsoTakes];

/** The sources as JupiterOne shows them for managed instances. */
export const ingestionConfig = (sources: readonly Source[]): IntegrationIngestionConfigFieldMap =>
  Object.fromEntries(
    sources.map(({ id, title, description, requests, onByDefault }) => [
      id,
      { title, description: `${description} Requests: ${requests}.`, defaultsToDisabled: !onByDefault },
    ]),
  );

/** What is needed of a context to know whether a source is on. */
export interface SourceContext {
  instance: {
    config: Readonly<Record<string, unknown>>;
    disabledSources?: readonly { ingestionSourceId: string }[];
  };
}

/** Whether a source is read: not switched off in JupiterOne, and on by its config field or, without one, by default. */
export function isEnabled({ instance }: SourceContext, { id, onByDefault }: Pick<Source, 'id' | 'onByDefault'>) {
  if (instance.disabledSources?.some(({ ingestionSourceId }) => ingestionSourceId === id)) return false;
  const field = instance.config[id];
  return typeof field === 'boolean' ? field : onByDefault;
}

/** Every step starts, but one of which a source is off, and one that depends on such a step. */
export function startStates(context: SourceContext, steps: readonly Switchable[]): StepStartStates {
  return startStatesBy((source) => isEnabled(context, source), steps);
}

function startStatesBy(isOn: (source: Source) => boolean, steps: readonly Switchable[]): StepStartStates {
  const states = Object.fromEntries(
    steps.map((step) => [
      step.id,
      neededBy(step).every(isOn)
        ? { disabled: false }
        : { disabled: true, disabledReason: DisabledStepReason.USER_CONFIG },
    ]),
  );
  disableDependents(states, steps);
  return states;
}

/** What depends on a disabled step is disabled for the same reason. The steps are in dependency order. */
export function disableDependents(states: StepStartStates, steps: readonly Switchable[]): void {
  for (const { id, dependsOn = [] } of steps) {
    const state = dependsOn.map((needed) => states[needed]).find((needed) => needed?.disabled);
    if (state && !states[id]?.disabled) states[id] = state;
  }
}

/** The sources that are off, each with the types that nothing else collects. The steps are in dependency order. */
export function offSources(context: SourceContext, steps: readonly (StepMetadata & Switchable)[]): OffSource[] {
  const states = startStates(context, steps);
  const collected = new Set(steps.filter(({ id }) => !states[id].disabled).flatMap(typesOf));
  const off = sourcesOf(steps).filter((source) => !isEnabled(context, source));
  return off.map((source) => {
    const withoutIt = startStatesBy((other) => other !== source, steps);
    const disabled = steps.filter((step) => withoutIt[step.id].disabled);
    const missing = disabled.flatMap(({ entities }) => entities).filter(({ _type }) => !collected.has(_type));
    return {
      source: source.id,
      title: source.title,
      setting: settingOf(source.id),
      types: sortedSet(disabled.flatMap(typesOf).filter((type) => !collected.has(type))),
      classes: sortedSet(missing.flatMap(({ _class }) => _class)),
    };
  });
}

/** The classes of each entity type. */
export const classesOfTypes = (steps: readonly StepMetadata[]): Record<string, string[]> =>
  Object.fromEntries(steps.flatMap(({ entities }) => entities).map(({ _type, _class }) => [_type, [_class].flat()]));

const typesOf = ({ entities, relationships, mappedRelationships = [] }: StepMetadata): string[] =>
  [...entities, ...relationships, ...mappedRelationships].map(({ _type }) => _type);

const sortedSet = (names: string[]): string[] => [...new Set(names)].sort();
