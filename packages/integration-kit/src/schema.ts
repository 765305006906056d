import type { GraphObjectSchema } from '@jupiterone/integration-sdk-core';

const KINDS = {
  string: { type: 'string' },
  strings: { type: 'array', items: { type: 'string' } },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  /** Milliseconds since 1970. */
  time: { type: 'number', format: 'date-time' },
  url: { type: 'string', format: 'uri' },
  /** Of a `User`: a text in the data model of SDK 8, a list in newer ones. */
  identity: { type: ['string', 'array'], items: { type: 'string' } },
} as const;

/** The meaning is only for names that do not tell it. */
export type Property = keyof typeof KINDS | readonly [kind: keyof typeof KINDS, meaning: string];

/**
 * Every property but `name`, `displayName` and JupiterOne's own. The user guide lists them, and a test compares them with
 * the graph.
 */
export function schemaOf(properties: Readonly<Record<string, Property>>): GraphObjectSchema {
  const declared = Object.entries(properties).map(([name, property]) => {
    const [kind, description] = typeof property === 'string' ? [property] : property;
    return [name, { ...KINDS[kind], ...(description && { description }) }];
  });
  return { properties: Object.fromEntries(declared) as Record<string, object> };
}
