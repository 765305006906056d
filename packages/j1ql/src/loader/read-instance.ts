import { statSync } from 'node:fs';
import { count } from '@j1-integrations/terminal';
import { readGraphFolder, type Mutable } from './graph-folder';
import type { GraphPlace } from './find-graphs';
import { readRunRecord, type RunRecord } from './run-record';

/** Reads one instance with each call. Adds JupiterOne's metadata, and makes all ids unique. */
export function instanceReader(rawData?: boolean) {
  const instanceIds = new Set<string>();
  const entityIds = uniqueIds();
  return (place: GraphPlace) => {
    const record = readRunRecord(place.record);
    const name = record.instanceName ?? place.name;
    const id = unused(record.instanceId ?? place.name, instanceIds);
    const collectedOn = record.endedOn ?? Math.round(statSync(place.graph).mtimeMs);
    const { entities, relationships } = readGraphFolder(place.graph, rawData);
    const integration = record.integration ?? integrationOf(entities, record) ?? place.name;
    const repeated: unknown[] = [];
    for (const entity of entities) {
      entity._integrationInstanceId ??= id;
      const given = entity._id ?? `${id}/${String(entity._key)}`;
      entity._id = entityIds(given);
      if (entity._id !== given) repeated.push(entity._key);
      entity._integrationName ??= name;
      entity._integrationType ??= integration;
      entity._source ??= 'integration-managed';
      entity._scope ??= id;
      entity._createdOn ??= collectedOn;
      entity._beginOn ??= collectedOn;
      entity['tag.AccountName'] ??= name;
    }
    for (const relationship of relationships) {
      relationship._integrationInstanceId ??= id;
      relationship._source ??= 'integration-managed';
      relationship._createdOn ??= collectedOn;
    }
    const notes = [...record.notes, ...repeatedNote(repeated)];
    const loaded = { id, name, integration, folder: place.graph, collectedOn, record: { ...record, notes } };
    return { entities, relationships, loaded };
  };
}

/** A repeated id gets a number: `heroku/ann#2`. */
function uniqueIds(): (id: unknown) => unknown {
  const known = new Set<unknown>();
  const numbers = new Map<unknown, number>();
  return (id) => {
    let unique = id;
    while (known.has(unique)) {
      const number = (numbers.get(id) ?? 1) + 1;
      numbers.set(id, number);
      unique = `${String(id)}#${number}`;
    }
    known.add(unique);
    return unique;
  };
}

function repeatedNote(keys: readonly unknown[]): string[] {
  if (keys.length === 0) return [];
  const different = new Set(keys);
  const [first] = different;
  const name = JSON.stringify(String(first).slice(0, 60));
  const what =
    different.size === 1 ? `the key ${name}` : `the same key, for ${count(different.size)} keys such as ${name}`;
  return [`has several entities with ${what}. Relationships lead to the first of them.`];
}

/** The first word of all types, such as `heroku`. */
function integrationOf(entities: readonly Mutable[], { declaredTypes = [] }: RunRecord): string | undefined {
  const types = [...new Set(entities.length === 0 ? declaredTypes : entities.map(({ _type }) => _type))].map(String);
  const [word] = types[0]?.split('_') ?? [];
  return types.length > 0 && types.every((type) => type.startsWith(`${word}_`)) ? word : undefined;
}

function unused(name: string, ids: Set<string>): string {
  let id = name;
  for (let number = 2; ids.has(id); number += 1) id = `${name}-${number}`;
  ids.add(id);
  return id;
}
