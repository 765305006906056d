import type { GraphObjectSchema } from '@jupiterone/integration-sdk-core';

const KINDS = {
  string: { type: 'string' },
  /** A list of texts. */
  strings: { type: 'array', items: { type: 'string' } },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  /** Milliseconds since 1970. */
  time: { type: 'number', format: 'date-time' },
  url: { type: 'string', format: 'uri' },
  /** Of a `User`: a text in the data model of SDK 8, a list in a newer one. */
  identity: { type: ['string', 'array'], items: { type: 'string' } },
} as const;

/** What a property holds and, where its name does not say it, what it means. */
export type Property = keyof typeof KINDS | readonly [kind: keyof typeof KINDS, meaning: string];

/**
 * The `schema` of a type: every property that it can have, but `name`, `displayName` and what JupiterOne itself needs.
 * The user guide lists them, and a test compares them with what is emitted.
 */
export function schemaOf(properties: Readonly<Record<string, Property>>): GraphObjectSchema {
  const declared = Object.entries(properties).map(([name, property]) => {
    const [kind, description] = typeof property === 'string' ? [property] : property;
    return [name, { ...KINDS[kind], ...(description && { description }) }];
  });
  return { properties: Object.fromEntries(declared) as Record<string, object> };
}
