import { createIntegrationEntity, type Entity } from '@jupiterone/integration-sdk-core';
import { schemaOfClass, type Validator } from './data-model';
import { IncompleteDataError } from './errors';
import { cutLongTexts } from './long-texts';

type Value = string | number | boolean | readonly string[] | null | undefined;

/** Use `undefined` for an unknown value, and never `false`, `null`, `NaN` or 1970. */
export interface EntityProperties {
  _key: string;
  _type: string;
  _class: string | readonly string[];
  name: string;
  displayName?: string;
  [property: string]: Value;
}

/** A converter is pure. So the step counts these, and not the converter. */
const refusedOf = new WeakMap<Entity, readonly string[]>();

export const refusedProperties = (entity: Entity): readonly string[] => refusedOf.get(entity) ?? [];

const cutOf = new WeakMap<Entity, readonly string[]>();

/** The properties whose texts were too long. */
export const cutProperties = (entity: Entity): readonly string[] => cutOf.get(entity) ?? [];

/**
 * Leaves out values that the data model refuses, such as a relative URL: they would make JupiterOne refuse the whole entity.
 *
 * @param raw raw data, made with `pick`
 * @throws IncompleteDataError if the class requires such a value
 */
export function createEntity(properties: EntityProperties, raw?: object): Entity {
  return entityFrom(withoutUnknown(properties), raw);
}

function entityFrom(properties: Record<string, Value>, raw: object | undefined): Entity {
  const { _class } = properties;
  const classes = (Array.isArray(_class) ? _class : [_class]) as string[];
  const known: Record<string, Value> = { displayName: properties.name, ...properties, _class: classes };
  const cut = cutLongTexts(known);
  const refused = dropRefused(known, classes);
  const entity = createIntegrationEntity({
    entityData: {
      // The SDK would copy fields of the source into the entity.
      source: {},
      assign: {
        ...(known as Pick<Entity, '_key' | '_type'>),
        _class: classes,
      },
    },
  }) as Entity;
  // This list takes less memory than the list of the SDK, which reserves room for 16 items.
  entity._rawData = raw ? [{ name: 'default', rawData: raw }] : [];
  if (refused.length > 0) refusedOf.set(entity, refused);
  if (cut.length > 0) cutOf.set(entity, cut);
  return entity;
}

type Scalar = string | number | boolean;
type FlatField<T> = {
  [F in keyof T]-?: NonNullable<T[F]> extends Scalar | readonly Scalar[] ? F : never;
}[keyof T];

/** Copies texts, numbers, booleans and lists of these. An object is not copied: the provider may add secret fields to it. */
export function pick<T extends object, F extends FlatField<T>>(object: T, ...fields: readonly F[]): Pick<T, F> {
  return Object.fromEntries(fields.filter((f) => isFlat(object[f])).map((f) => [f, object[f]])) as Pick<T, F>;
}

export const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
const isFlat = (value: unknown) => (Array.isArray(value) ? value.every(isScalar) : isScalar(value));

const WITHOUT_ZONE = /^(\d{4}-\d\d-\d\d)[T ]([\d:.]+)$/;

/** @returns milliseconds since 1970, or undefined if the text is not a date. A date without a zone is in UTC. */
export function timeOf(date: string | number | null | undefined): number | undefined {
  const time = typeof date === 'string' ? Date.parse(date.trim().replace(WITHOUT_ZONE, '$1T$2Z')) : undefined;
  return time === undefined || Number.isNaN(time) ? undefined : time;
}

export function firstText(...texts: readonly (string | null | undefined)[]): string {
  return texts.find((text) => typeof text === 'string' && text.trim() !== '') ?? 'unknown';
}

/** Removes user, password, query and fragment. @returns undefined if it is not an http or https URL */
export function withoutCredentials(url: string | null | undefined): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return `${protocol}//${host}${pathname}`;
}

/** The sorted, unique names in a list of texts, or of objects with a `name`. @returns undefined for any other value */
export function namesIn(list: unknown): string[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const names = list.flatMap((item: unknown) => {
    const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : item;
    return typeof name === 'string' ? name : [];
  });
  return names.length === 0 && list.length > 0 ? undefined : [...new Set(names)].sort();
}

/** A relationship cannot have lists. So this makes one text: sorted, with commas. */
export function listText(values: readonly (string | number)[]): string | undefined {
  const unique = [...new Set(values)];
  const sorted = unique.every((value) => typeof value === 'number') ? unique.sort((a, b) => a - b) : unique.sort();
  return sorted.length > 0 ? sorted.join(',') : undefined;
}

function withoutUnknown(properties: EntityProperties): Record<string, Value> {
  const known: Record<string, Value> = {};
  for (const [key, value] of Object.entries(properties)) {
    if (value != null && !Number.isNaN(value)) known[key] = value;
  }
  return known;
}

function validatorOf(_class: string): Validator {
  const validator = schemaOfClass(_class);
  if (!validator) throw new Error(`The data model has no class "${_class}".`);
  return validator;
}

const MANDATORY = new Set(['_key', '_type', '_class', 'name', 'displayName']);

/** Deletes properties and returns their names. A required property becomes null if the schema allows null. */
function dropRefused(properties: Record<string, Value>, classes: readonly string[]): string[] {
  const refused = Object.keys(properties).filter((key) => properties[key] !== null && !isFlat(properties[key]));
  for (const property of refused) delete properties[property];
  for (const _class of classes) {
    const valid = validatorOf(_class);
    const nulled = new Set<string>();
    while (!valid(properties)) {
      const [complaint] = valid.errors ?? [];
      const missing = complaint?.params?.missingProperty;
      const property = complaint?.instancePath.split('/')[1];
      if (missing && !MANDATORY.has(missing)) {
        nulled.add(missing);
        properties[missing] = null;
      } else if (property && !MANDATORY.has(property) && !nulled.has(property)) {
        delete properties[property];
        refused.push(property);
      } else {
        const { _type, _key } = properties;
        const reason = `${property ?? 'it'} ${complaint?.message ?? 'is not allowed'}`;
        throw new IncompleteDataError(`${String(_type)} is not a valid ${_class}: ${reason} (${String(_key)})`);
      }
    }
  }
  return refused;
}

export interface UserProperties extends EntityProperties {
  email?: string;
  username?: string;
  active?: boolean;
  mfaEnabled?: boolean;
}

/**
 * Valid in data model 0.54 and 0.62. In 0.62, `email` and `username` are lists or null. There `active` and `mfaEnabled` have
 * new names, so the entity has both names.
 */
export function createEntityOfUser(properties: UserProperties, raw?: object): Entity {
  const { active, mfaEnabled } = properties;
  const both = withoutUnknown({ ...properties, isActive: active, isMfaEnabled: mfaEnabled });
  return entityFrom({ ...both, ...(modelTakesTexts() ? {} : identityAsLists(properties)) }, raw);
}

/** Newer data models require `vendor`. */
export function createEntityOfAccount(properties: EntityProperties & { vendor: string }, raw?: object): Entity {
  return createEntity(properties, raw);
}

export function identityAsLists(user: UserProperties): Record<string, Value> {
  const list = (text: string | undefined) => (text ? [text] : null);
  return {
    email: list(user.email),
    username: list(user.username),
    shortLoginId: null,
    firstName: null,
    lastName: null,
  };
}

let takesTexts: boolean | undefined;

/** Validates a user that only data model 0.54 accepts. */
function modelTakesTexts(): boolean {
  const user = { _key: 'acme_user:1', _type: 'acme_user', _class: ['User'], name: 'Ada', displayName: 'Ada' };
  takesTexts ??= validatorOf('User')({ ...user, username: 'ada', email: 'ada@example.com' }) === true;
  return takesTexts;
}
