import type { Integration } from '../integrations';
import { Refused } from './refused';
import { labelsOf, required, settingsOf, splitVariable, variableOf } from './variables';

const LABEL = /^[A-Za-z0-9]+(_[A-Za-z0-9]+)*$/;

const readBy = (integration: Integration): string[] => [
  ...required(integration),
  ...settingsOf(integration),
  ...integration.unprefixed,
];

/** @throws Refused where a variable is meant as a setting, and no integration or no account would read it. */
export function refuseUnknown(
  integrations: readonly Integration[],
  variables: NodeJS.ProcessEnv,
  file: readonly string[],
): void {
  for (const variable of Object.keys(variables)) {
    const integration = integrations.find(({ prefix }) => variable.startsWith(prefix));
    if (!integration) continue;
    const [name, label] = splitVariable(variable);
    const readers = integrations.filter((one) => readBy(one).includes(name));
    // In the environment, others with this prefix may belong to the provider's own tools. In the file, they are misspelt.
    const isOurs = label !== '' || name.startsWith(`${integration.prefix}INGEST_`) || file.includes(variable);
    if (readers.length === 0 && isOurs) {
      throw unknownSetting(integration, name);
    }
    if (label === '') {
      refuseWithoutAccount(name, readers, variables);
      continue;
    }
    if (!LABEL.test(label)) {
      throw new Refused(`${variable}: the name of an account, after __, has letters, digits and single _.`);
    }
    if (!readers.some((one) => labelsOf(one, variables).includes(label))) {
      throw new Refused(`${variable} belongs to no account: no credentials are set whose names end in __${label}.`);
    }
  }
}

/** Where all accounts that read a variable have a label, none reads the variable without one. */
function refuseWithoutAccount(name: string, readers: readonly Integration[], variables: NodeJS.ProcessEnv): void {
  const labels = readers.map((one) => labelsOf(one, variables)).filter((some) => some.length > 0);
  if (labels.length === 0 || labels.some((some) => some.includes(''))) return;
  const allowed = [...new Set(labels.flat())].map((label) => variableOf(name, label));
  throw new Refused(`${name} belongs to no account. Did you mean ${allowed.join(' or ')}?`);
}

const unknownSetting = (integration: Integration, name: string) =>
  new Refused(`${integration.title} has no setting ${name}. Allowed: ${readBy(integration).join(', ')}.`);
