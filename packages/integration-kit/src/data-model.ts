import { createRequire } from 'node:module';

interface SchemaError {
  message?: string;
  instancePath: string;
  params?: { missingProperty?: string };
}

/** Says whether an entity is valid, and of one that is not what is wrong with it first. */
export interface Validator {
  (entity: unknown): unknown;
  errors?: SchemaError[] | null;
}

interface DataModel {
  IntegrationSchema: { getSchema(id: string): unknown };
}

/** The data model that the SDK itself uses: another version would pass what the SDK refuses. */
const { IntegrationSchema } = createRequire(require.resolve('@jupiterone/integration-sdk-core'))(
  '@jupiterone/data-model',
) as DataModel;

/** The validator of a class; `undefined` where the data model has no such class. */
export const schemaOfClass = (_class: string): Validator | undefined =>
  IntegrationSchema.getSchema(`#${_class}`) as Validator | undefined;
