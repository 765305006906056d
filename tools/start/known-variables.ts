import type { Integration } from '../integrations';
import { CannotStart } from './cannot-start';
import { labelsOf, requiredVariables, optionalVariables, splitVariable, withLabel } from './variables';

const LABEL = /^[A-Za-z0-9]+(_[A-Za-z0-9]+)*$/;

const readBy = (integration: Integration): string[] => [
  ...requiredVariables(integration),
  ...optionalVariables(integration),
  ...integration.unprefixed,
];

/** @throws CannotStart if a variable looks like a setting, but no integration or no account reads it */
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
    // In the environment, an unknown name may belong to the provider's own tools. In the file, it is a mistake.
    const isOurs = label !== '' || name.startsWith(`${integration.prefix}INGEST_`) || file.includes(variable);
    if (readers.length === 0 && isOurs) {
      throw unknownSetting(integration, name);
    }
    if (label === '') {
      refuseWithoutAccount(name, readers, variables);
      continue;
    }
    if (!LABEL.test(label)) {
      throw new CannotStart(
        `${variable}: the part after __ is the name of an account. Allowed: letters, digits and single _.`,
      );
    }
    if (!readers.some((one) => labelsOf(one, variables).includes(label))) {
      throw new CannotStart(`${variable} belongs to no account: there are no credentials with the ending __${label}.`);
    }
  }
}

/** If all accounts of an integration have labels, a variable without a label has no reader. */
function refuseWithoutAccount(name: string, readers: readonly Integration[], variables: NodeJS.ProcessEnv): void {
  const labels = readers.map((one) => labelsOf(one, variables)).filter((some) => some.length > 0);
  if (labels.length === 0 || labels.some((some) => some.includes(''))) return;
  const allowed = [...new Set(labels.flat())].map((label) => withLabel(name, label));
  throw new CannotStart(`${name} belongs to no account. Did you mean ${allowed.join(' or ')}?`);
}

const unknownSetting = (integration: Integration, name: string) =>
  new CannotStart(`${integration.title} has no setting ${name}. Allowed: ${readBy(integration).join(', ')}.`);
