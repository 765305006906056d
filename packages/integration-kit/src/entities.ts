import { createIntegrationEntity, type Entity } from '@jupiterone/integration-sdk-core';
import { schemaOfClass, type Validator } from './data-model';
import { IncompleteDataError } from './errors';

type Value = string | number | boolean | readonly string[] | null | undefined;

/** `undefined` is what is not known: never use `false`, `null`, `NaN` or 1970 for that. */
export interface EntityProperties {
  _key: string;
  _type: string;
  _class: string | readonly string[];
  name: string;
  displayName?: string;
  [property: string]: Value;
}

/** For the step to count. A converter is pure and counts nothing. */
const leftOut = new WeakMap<Entity, readonly string[]>();

export const propertiesLeftOut = (entity: Entity): readonly string[] => leftOut.get(entity) ?? [];

/**
 * Leaves out a value that the class's schema refuses, such as a relative URL: JupiterOne would refuse the whole entity.
 *
 * @param raw the allow-list of raw data, made with `pick`
 * @throws IncompleteDataError if the class requires the refused property
 */
export function createEntity(properties: EntityProperties, raw?: object): Entity {
  return assemble(withoutUnknown(properties), raw);
}

function assemble(properties: Record<string, Value>, raw: object | undefined): Entity {
  const { _class } = properties;
  const classes = (Array.isArray(_class) ? _class : [_class]) as string[];
  const known: Record<string, Value> = { displayName: properties.name, ...properties, _class: classes };
  const refused = dropRefused(known, classes);
  const entity = createIntegrationEntity({
    entityData: {
      // Empty: the SDK copies each field of the source that has the name of a schema's property.
      source: {},
      assign: {
        ...(known as Pick<Entity, '_key' | '_type'>),
        _class: classes,
      },
    },
  }) as Entity;
  // The SDK's own list takes more memory: it has room for 16 more.
  entity._rawData = raw ? [{ name: 'default', rawData: raw }] : [];
  if (refused.length > 0) leftOut.set(entity, refused);
  return entity;
}

type Scalar = string | number | boolean;
/** No objects: they would bring all that the provider may add later. */
type FlatField<T> = {
  [F in keyof T]-?: NonNullable<T[F]> extends Scalar | readonly Scalar[] ? F : never;
}[keyof T];

/** Only texts, numbers, booleans and lists of these: raw data holds no objects. */
export function pick<T extends object, F extends FlatField<T>>(object: T, ...fields: readonly F[]): Pick<T, F> {
  return Object.fromEntries(fields.filter((f) => isFlat(object[f])).map((f) => [f, object[f]])) as Pick<T, F>;
}

export const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
const isFlat = (value: unknown) => (Array.isArray(value) ? value.every(isScalar) : isScalar(value));

/** Milliseconds since 1970. `undefined`: no date. */
export function timeOf(date: string | number | null | undefined): number | undefined {
  const time = typeof date === 'string' ? Date.parse(date) : undefined;
  return time === undefined || Number.isNaN(time) ? undefined : time;
}

/** The first text that is not empty, for a name that falls back to an id. */
export function firstText(...texts: readonly (string | null | undefined)[]): string {
  return texts.find((text) => typeof text === 'string' && text.trim() !== '') ?? 'unknown';
}

/** Without user, password, query and fragment. `undefined`: no address of a website, such as `javascript:…`. */
export function withoutCredentials(url: string | null | undefined): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return `${protocol}//${host}${pathname}`;
}

/**
 * The names in a list, each once, sorted. An item is a text, or an object with a `name`.
 *
 * @returns undefined if it is no list, or a list of something else: then nothing is known
 */
export function namesIn(list: unknown): string[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const names = list.flatMap((item: unknown) => {
    const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : item;
    return typeof name === 'string' ? name : [];
  });
  return names.length === 0 && list.length > 0 ? undefined : [...new Set(names)].sort();
}

/** A relationship cannot have lists. Sorted, with commas. */
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

/** Returns the names of the deleted properties. A required property becomes null, if null is allowed. */
function dropRefused(properties: Record<string, Value>, classes: readonly string[]): string[] {
  const refused = Object.keys(properties).filter((key) => properties[key] !== null && !isFlat(properties[key]));
  for (const property of refused) delete properties[property];
  for (const _class of classes) {
    const valid = validatorOf(_class);
    const nulled = new Set<string>();
    // The validator stops at the first error.
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
        const why = `${property ?? 'it'} ${complaint?.message ?? 'is not allowed'}`;
        throw new IncompleteDataError(`${String(_type)} is no valid ${_class}: ${why} (${String(_key)})`);
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
 * In data model 0.54 identity is text, in 0.62 a list or null, and `active` and `mfaEnabled` have new names. Questions may
 * use both names.
 */
export function createEntityOfUser(properties: UserProperties, raw?: object): Entity {
  const { active, mfaEnabled } = properties;
  const both = withoutUnknown({ ...properties, isActive: active, isMfaEnabled: mfaEnabled });
  return assemble({ ...both, ...userIdentity(properties, takesTexts()) }, raw);
}

/** Newer data models require the vendor. */
export function createEntityOfAccount(properties: EntityProperties & { vendor: string }, raw?: object): Entity {
  return createEntity(properties, raw);
}

/** Replaces properties of a `User` if the data model takes no identity as text. */
export function userIdentity(user: UserProperties, asTexts: boolean): Record<string, Value> {
  if (asTexts) return {};
  const list = (text: string | undefined) => (text ? [text] : null);
  return {
    email: list(user.email),
    username: list(user.username),
    shortLoginId: null,
    firstName: null,
    lastName: null,
  };
}

let textsTaken: boolean | undefined;

/** Tests the installed data model with a user that only the older one accepts. */
function takesTexts(): boolean {
  const user = { _key: 'acme_user:1', _type: 'acme_user', _class: ['User'], name: 'Ada', displayName: 'Ada' };
  textsTaken ??= validatorOf('User')({ ...user, username: 'ada', email: 'ada@example.com' }) === true;
  return textsTaken;
}
