import type { GraphObjectSchema } from '@jupiterone/integration-sdk-core';

const KINDS = {
  string: { type: 'string' },
  strings: { type: 'array', items: { type: 'string' } },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  /** Milliseconds since 1970. */
  time: { type: 'number', format: 'date-time' },
  url: { type: 'string', format: 'uri' },
  /** `email` and `username` of a `User`: texts in the data model of SDK 8, lists in newer ones. */
  identity: { type: ['string', 'array'], items: { type: 'string' } },
} as const;

/** Give a meaning only if the name does not say it. */
export type Property = keyof typeof KINDS | readonly [kind: keyof typeof KINDS, meaning: string];

/** @param properties all but `name`, `displayName` and JupiterOne's own. The guide lists them, a test compares them with a run */
export function schemaOf(properties: Readonly<Record<string, Property>>): GraphObjectSchema {
  const declared = Object.entries(properties).map(([name, property]) => {
    const [kind, description] = typeof property === 'string' ? [property] : property;
    return [name, { ...KINDS[kind], ...(description && { description }) }];
  });
  return { properties: Object.fromEntries(declared) as Record<string, object> };
}
