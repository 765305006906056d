import { createRequire } from 'node:module';

interface SchemaError {
  message?: string;
  instancePath: string;
  params?: { missingProperty?: string };
}

/** It stops at the first error. */
export interface Validator {
  (entity: unknown): unknown;
  errors?: SchemaError[] | null;
}

interface DataModel {
  IntegrationSchema: { getSchema(id: string): unknown };
}

/** The SDK's own copy: another version accepts what the SDK refuses. */
const { IntegrationSchema } = createRequire(require.resolve('@jupiterone/integration-sdk-core'))(
  '@jupiterone/data-model',
) as DataModel;

/** `undefined`: the data model lacks the class. */
export const schemaOfClass = (_class: string): Validator | undefined =>
  IntegrationSchema.getSchema(`#${_class}`) as Validator | undefined;
