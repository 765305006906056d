import { shown } from '@j1-integrations/provider-http';
import { EXIT } from '@j1-integrations/terminal';
import type { Integration } from '../integrations';
import { refuseUnknown } from './known-variables';
import { Refused } from './refused';
import { labelsOf, required } from './variables';

/** One account of a provider: what is collected by itself, into a folder of its own. */
export interface Account {
  integration: Integration;
  /** What stands after `__` in the names of its variables, such as `PROD`; empty where they have no such end. */
  label: string;
  /** Its folder's name below the run's, and its name on the command line: `heroku`, or `heroku-prod`. */
  name: string;
  /** For people. */
  title: string;
}

export interface Choice {
  accounts: readonly Account[];
  /** From the real providers; otherwise all of them from simulators. Never some of each. */
  real: boolean;
}

export interface ChooseOptions {
  /** Names of integrations or accounts; without any, all. */
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
 * Which accounts are collected, and from where: those that have credentials, from their providers; where none has any,
 * one of each integration, from simulators.
 * @throws Refused where an account has only some of what it needs, or a setting does not exist: guessing could give a
 *   simulated graph to someone who expects their own.
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

function unknownName(name: string, integrations: readonly Integration[], all: readonly Account[]): Refused {
  const integration = integrations.find((one) => one.name === name);
  if (integration) {
    return new Refused(
      `--only ${name}: ${integration.title} has no credentials, and others have. Set ` +
        `${required(integration).join(' and ')} to collect from it.`,
    );
  }
  const allowed = new Set([...integrations.map((one) => one.name), ...all.map((one) => one.name)]);
  return new Refused(`--only takes ${[...allowed].join(', ')}. It got ${shown(name)}.`, EXIT.usage);
}

function refuseIncomplete({ integration, label, title }: Account, variables: NodeJS.ProcessEnv): void {
  const names = required(integration, label);
  const lacking = names.filter((name) => !variables[name]?.trim());
  if (lacking.length === 0) return;
  const set = names.filter((name) => name in variables);
  throw new Refused(
    `${title}: ${lacking.join(' and ')} ${lacking.length === 1 ? 'is' : 'are'} empty or not set. Set ` +
      `${names.join(' and ')} to collect from ${title}. To leave it out, unset ${set.join(' and ') || `every variable that ends in __${label}`}.`,
  );
}

/** Two that share a folder would write into each other's graph. */
function refuseSameFolder(accounts: readonly Account[]): void {
  const titles = new Map<string, string>();
  for (const { name, title } of accounts) {
    const other = titles.get(name);
    if (other) throw new Refused(`${other} and ${title} would both be collected into ${name}. Name one differently.`);
    titles.set(name, title);
  }
}
