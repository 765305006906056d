import type { Integration } from '../integrations';

export interface Choice {
  integrations: readonly Integration[];
  /** From the real providers; otherwise all of them from simulators. Never some of each. */
  real: boolean;
}

/** What the user must mend before anything can run. */
export class Refused extends Error {}

/**
 * Which integrations are collected, and from where: those that have credentials, from their providers; where none has
 * any, all of them from simulators.
 *
 * @throws Refused where an integration has only some of what it needs, or a setting that does not exist: guessing could
 * give a simulated graph to someone who expects their own.
 */
export function choose(integrations: readonly Integration[], variables: NodeJS.ProcessEnv): Choice {
  for (const integration of integrations) refuseUnknown(integration, variables);
  const given = integrations.filter((integration) => hasCredentials(integration, variables));
  return given.length > 0 ? { integrations: given, real: true } : { integrations, real: false };
}

function hasCredentials({ title, prefix, required }: Integration, variables: NodeJS.ProcessEnv): boolean {
  const names = required.map((name) => prefix + name);
  const set = names.filter((name) => variables[name] !== undefined);
  if (set.length === 0) return false;
  const lacking = names.filter((name) => !variables[name]?.trim());
  if (lacking.length === 0) return true;
  throw new Refused(
    `${title}: ${lacking.join(' and ')} ${lacking.length === 1 ? 'is' : 'are'} empty or not set. Set ` +
      `${names.join(' and ')} to collect from ${title}, or none of them to collect from a simulator.`,
  );
}

/** Only names of optional sources are looked at: others with this prefix may belong to the provider's own tools. */
function refuseUnknown({ title, prefix, optional }: Integration, variables: NodeJS.ProcessEnv): void {
  const allowed = optional.map((name) => prefix + name);
  const unknown = Object.keys(variables).find((name) => name.startsWith(`${prefix}INGEST_`) && !allowed.includes(name));
  if (unknown === undefined) return;
  throw new Refused(`${title} has no setting ${unknown}. Allowed: ${allowed.join(', ')}.`);
}
