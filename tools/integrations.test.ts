import { createRequire } from 'node:module';
import { integrations } from './integrations';
import { packageFolder } from './paths';

interface Loaded {
  invocationConfig: { instanceConfigFields: Record<string, { optional?: boolean }> };
}

/** The name that the SDK's command line gives to a config field in the environment. */
const variable = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

test.each(integrations)('the variables of $name are its config fields', ({ name, required, optional }) => {
  const { invocationConfig } = createRequire(__filename)(packageFolder(name)) as Loaded;
  const fields = Object.entries(invocationConfig.instanceConfigFields);
  const named = (wanted: boolean) => fields.filter(([, field]) => (field.optional ?? false) === wanted);
  expect(new Set(required)).toEqual(new Set(named(false).map(([field]) => variable(field))));
  expect(new Set(optional)).toEqual(new Set(named(true).map(([field]) => variable(field))));
});
