import { shown } from '@j1-integrations/provider-http';
import { EXIT } from '@j1-integrations/terminal';
import type { Integration } from '../integrations';
import { refuseUnknown } from './known-variables';
import { CannotStart } from './cannot-start';
import { labelsOf, requiredVariables } from './variables';

/** An account of a provider. Each is collected by its own child process, into its own folder. */
export interface Account {
  integration: Integration;
  /** The part after `__` in the names of its variables, such as `PROD`, or an empty text. */
  label: string;
  /** The name of its folder, and its name for `--only`: `heroku` or `heroku-prod`. */
  name: string;
  title: string;
}

export interface Choice {
  accounts: readonly Account[];
  /** True: all are read from their providers. False: all are read from simulators. */
  real: boolean;
}

export interface ChooseOptions {
  /** Names of integrations or accounts; if empty, all are chosen. */
  only?: readonly string[];
  /** The names of the variables that come from the file. */
  file?: readonly string[];
}

export const accountOf = (integration: Integration, label = ''): Account => ({
  integration,
  label,
  name: label ? `${integration.name}-${label.toLowerCase().replaceAll('_', '-')}` : integration.name,
  title: label ? `${integration.title} ${label}` : integration.title,
});

/**
 * Chooses the accounts that have credentials. If there are none, chooses a simulator for each integration.
 * @throws CannotStart if credentials are incomplete or a setting is unknown. Without this check, a misspelt name would give a
 *   simulated graph to users who expect their own.
 */
export function choose(
  integrations: readonly Integration[],
  variables: NodeJS.ProcessEnv,
  { only = [], file = [] }: ChooseOptions = {},
): Choice {
  refuseUnknown(integrations, variables, file);
  const found = integrations.flatMap((one) => labelsOf(one, variables).map((label) => accountOf(one, label)));
  refuseSameFolder(found);
  const real = found.length > 0;
  const all = real ? found : integrations.map((one) => accountOf(one));
  const accounts = only.length === 0 ? all : all.filter((one) => only.some((name) => isNamed(one, name)));
  for (const name of only) if (!all.some((one) => isNamed(one, name))) throw unknownName(name, integrations, all);
  if (real) for (const account of accounts) refuseIncomplete(account, variables);
  return { accounts, real };
}

const isNamed = ({ name, integration }: Account, wanted: string) => name === wanted || integration.name === wanted;

function unknownName(name: string, integrations: readonly Integration[], all: readonly Account[]): CannotStart {
  const integration = integrations.find((one) => one.name === name);
  if (integration) {
    return new CannotStart(
      `--only ${name}: ${integration.title} has no credentials. Others have, so nothing is simulated. Set ` +
        `${requiredVariables(integration).join(' and ')} to collect from it.`,
    );
  }
  const allowed = new Set([...integrations.map((one) => one.name), ...all.map((one) => one.name)]);
  return new CannotStart(`--only takes ${[...allowed].join(', ')}. It got ${shown(name)}.`, EXIT.usage);
}

function refuseIncomplete({ integration, label, title }: Account, variables: NodeJS.ProcessEnv): void {
  const names = requiredVariables(integration, label);
  const lacking = names.filter((name) => !variables[name]?.trim());
  if (lacking.length === 0) return;
  const set = names.filter((name) => name in variables);
  throw new CannotStart(
    `${title}: ${lacking.join(' and ')} ${lacking.length === 1 ? 'is' : 'are'} empty or not set. Set ` +
      `${names.join(' and ')} to collect from ${title}. To leave it out, unset ${set.join(' and ') || `every variable that ends in __${label}`}.`,
  );
}

/** Two accounts in one folder would overwrite each other's graph. */
function refuseSameFolder(accounts: readonly Account[]): void {
  const titles = new Map<string, string>();
  for (const { name, title } of accounts) {
    const other = titles.get(name);
    if (other)
      throw new CannotStart(
        `${other} and ${title} would both be collected into ${name}. Give one of them another name.`,
      );
    titles.set(name, title);
  }
}
