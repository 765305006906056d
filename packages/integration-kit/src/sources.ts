import {
  DisabledStepReason,
  type IntegrationIngestionConfigFieldMap,
  type StepMetadata,
  type StepStartStates,
} from '@jupiterone/integration-sdk-core';
import type { OffSource } from './run-record';
import { settingOf } from './settings';

/** A part of an integration that the user can switch off. */
export interface Source {
  /** `ingest<Source>`: the id in JupiterOne, and the config field. */
  id: string;
  title: string;
  description: string;
  onByDefault: boolean;
  /** Such as `1 for each team`. */
  requests: string;
}

export type Switchable = Pick<StepMetadata, 'id' | 'dependsOn'> & {
  /** The step runs only if this source is on. */
  source?: Source;
  /** Other sources that must be on. */
  alsoTakes?: readonly Source[];
};

export const sourcesOf = (steps: readonly Switchable[]): Source[] => [...new Set(steps.flatMap(neededBy))];

const neededBy = ({ source, alsoTakes = [] }: Switchable): Source[] => [...(source ? [source] : []), ...alsoTakes];

export const ingestionConfig = (sources: readonly Source[]): IntegrationIngestionConfigFieldMap =>
  Object.fromEntries(
    sources.map(({ id, title, description, requests, onByDefault }) => [
      id,
      { title, description: `${description} Requests: ${requests}.`, defaultsToDisabled: !onByDefault },
    ]),
  );

export interface SourceContext {
  instance: {
    config: Readonly<Record<string, unknown>>;
    disabledSources?: readonly { ingestionSourceId: string }[];
  };
}

/** JupiterOne's own switch counts first, then the config field, then the default. */
export function isEnabled({ instance }: SourceContext, { id, onByDefault }: Pick<Source, 'id' | 'onByDefault'>) {
  if (instance.disabledSources?.some(({ ingestionSourceId }) => ingestionSourceId === id)) return false;
  const field = instance.config[id];
  return typeof field === 'boolean' ? field : onByDefault;
}

/** @param steps in dependency order */
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

/** Disables each step that depends on a disabled one, for the same reason. @param steps in dependency order */
export function disableDependents(states: StepStartStates, steps: readonly Switchable[]): void {
  for (const { id, dependsOn = [] } of steps) {
    const state = dependsOn.map((needed) => states[needed]).find((needed) => needed?.disabled);
    if (state && !states[id]?.disabled) states[id] = state;
  }
}

/** The sources that are off. @param steps in dependency order */
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

export const classesOfTypes = (steps: readonly StepMetadata[]): Record<string, string[]> =>
  Object.fromEntries(steps.flatMap(({ entities }) => entities).map(({ _type, _class }) => [_type, [_class].flat()]));

const typesOf = ({ entities, relationships, mappedRelationships = [] }: StepMetadata): string[] =>
  [...entities, ...relationships, ...mappedRelationships].map(({ _type }) => _type);

const sortedSet = (names: string[]): string[] => [...new Set(names)].sort();
