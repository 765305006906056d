import type { Integration } from '../integrations';
import { Refused } from './refused';
import { labelsOf, required, settingsOf, splitVariable } from './variables';

const LABEL = /^[A-Za-z0-9]+(_[A-Za-z0-9]+)*$/;

const readBy = (integration: Integration): string[] => [
  ...required(integration),
  ...settingsOf(integration),
  ...integration.unprefixed,
];

/** @throws Refused where a variable is meant as a setting, and no integration or no account would read it. */
export function refuseUnknown(integrations: readonly Integration[], variables: NodeJS.ProcessEnv): void {
  for (const variable of Object.keys(variables)) {
    const integration = integrations.find(({ prefix }) => variable.startsWith(prefix));
    if (!integration) continue;
    const [name, label] = splitVariable(variable);
    const readers = integrations.filter((one) => readBy(one).includes(name));
    // Without a label, others with this prefix may belong to the provider's own tools.
    if (readers.length === 0 && (label !== '' || name.startsWith(`${integration.prefix}INGEST_`))) {
      throw unknownSetting(integration, name);
    }
    if (label === '') continue;
    if (!LABEL.test(label)) {
      throw new Refused(`${variable}: the name of an account, after __, has letters, digits and single _.`);
    }
    if (!readers.some((one) => labelsOf(one, variables).includes(label))) {
      throw new Refused(`${variable} belongs to no account: no credentials are set whose names end in __${label}.`);
    }
  }
}

const unknownSetting = (integration: Integration, name: string) =>
  new Refused(`${integration.title} has no setting ${name}. Allowed: ${readBy(integration).join(', ')}.`);
