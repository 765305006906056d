import type { Integration } from '../integrations';

/** As in `HEROKU_API_KEY__PROD`, with the label `PROD`. */
const LABEL_SEPARATOR = '__';

export const withLabel = (name: string, label: string): string => (label ? name + LABEL_SEPARATOR + label : name);

export function splitVariable(variable: string): [name: string, label: string] {
  const at = variable.indexOf(LABEL_SEPARATOR);
  return at < 1 ? [variable, ''] : [variable.slice(0, at), variable.slice(at + LABEL_SEPARATOR.length)];
}

export const requiredVariables = ({ prefix, required: names }: Integration, label = ''): string[] =>
  names.map((name) => withLabel(prefix + name, label));

export const instanceVariable = ({ prefix }: Integration, label = ''): string => withLabel(`${prefix}INSTANCE`, label);

export const optionalVariables = (integration: Integration): string[] => [
  ...integration.optional.map((name) => integration.prefix + name),
  instanceVariable(integration),
];

/**
 * The labels of an integration's accounts. One credential is enough to make an account, and so is one setting with a label. A setting
 * without a label is not enough, because it also applies to a simulator.
 */
export function labelsOf(integration: Integration, variables: NodeJS.ProcessEnv): string[] {
  const credentials = requiredVariables(integration);
  const settings = optionalVariables(integration);
  const labels = Object.keys(variables).flatMap((variable) => {
    const [name, label] = splitVariable(variable);
    return credentials.includes(name) || (label !== '' && settings.includes(name)) ? label : [];
  });
  return [...new Set(labels)].sort();
}
