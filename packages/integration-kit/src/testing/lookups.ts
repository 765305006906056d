import type { Entity, Relationship } from '@jupiterone/integration-sdk-core';
import type { Run } from './run-integration';

export const entity = ({ entities }: Run, key: string): Entity | undefined => entities.find(({ _key }) => _key === key);

export const edges = ({ relationships }: Run, from: string, to: string): Relationship[] =>
  relationships.filter(({ _fromEntityKey, _toEntityKey }) => _fromEntityKey === from && _toEntityKey === to);

/** All properties except the raw data. */
export const propertiesOf = (run: Run, key: string): Partial<Entity> => {
  const { _rawData, ...properties } = entity(run, key) ?? {};
  return properties;
};
