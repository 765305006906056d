import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const operationsSchema = readFileSync(join(__dirname, '..', 'schema', 'operations.graphql'), 'utf8');
