import { createRequire } from 'node:module';

interface SchemaError {
  message?: string;
  instancePath: string;
  params?: { missingProperty?: string };
}

/** A validator stops at the first error. */
export interface Validator {
  (entity: unknown): unknown;
  errors?: SchemaError[] | null;
}

interface DataModel {
  IntegrationSchema: { getSchema(id: string): unknown };
}

/** The copy that the SDK itself uses. The rules of another version can differ. */
const { IntegrationSchema } = createRequire(require.resolve('@jupiterone/integration-sdk-core'))(
  '@jupiterone/data-model',
) as DataModel;

export const schemaOfClass = (_class: string): Validator | undefined =>
  IntegrationSchema.getSchema(`#${_class}`) as Validator | undefined;
