import type { Integration } from '../integrations';

/** Between the name of a variable and the account that it belongs to: `HEROKU_API_KEY__PROD`. */
const BEFORE_LABEL = '__';

export const variableOf = (name: string, label: string): string => (label ? name + BEFORE_LABEL + label : name);

export function splitVariable(variable: string): [name: string, label: string] {
  const at = variable.indexOf(BEFORE_LABEL);
  return at < 1 ? [variable, ''] : [variable.slice(0, at), variable.slice(at + BEFORE_LABEL.length)];
}

/** The variables without which an account cannot be collected. */
export const required = ({ prefix, required: names }: Integration, label = ''): string[] =>
  names.map((name) => variableOf(prefix + name, label));

/** The variable that names the instance in JupiterOne. */
export const instanceVariable = ({ prefix }: Integration, label = ''): string => variableOf(`${prefix}INSTANCE`, label);

/** What may be set as well, and belongs to this integration alone. */
export const settingsOf = (integration: Integration): string[] => [
  ...integration.optional.map((name) => integration.prefix + name),
  instanceVariable(integration),
];

/**
 * The accounts of an integration, by their labels: those with some of its credentials, and those with a label and some
 * setting of its own. A setting without a label makes no account: a simulator is asked with it.
 */
export function labelsOf(integration: Integration, variables: NodeJS.ProcessEnv): string[] {
  const credentials = required(integration);
  const settings = settingsOf(integration);
  const labels = Object.keys(variables).flatMap((variable) => {
    const [name, label] = splitVariable(variable);
    return credentials.includes(name) || (label !== '' && settings.includes(name)) ? label : [];
  });
  return [...new Set(labels)].sort();
}
