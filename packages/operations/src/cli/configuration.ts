import { InvalidArgumentError, type Command } from '@j1-integrations/terminal';
import { type Operations } from '../client';
import { checkConfig } from '../config-check';
import { type Definition } from '../definitions';
import { refuseMasks } from '../masks';
import { configFrom } from './options';

export interface ConfigOptions {
  configFile?: string;
  accountNameTag?: boolean;
  tag?: Record<string, string | boolean>;
}

const CONFIG_FILE = 'a JSON file with the configuration, or "-" for standard input';

export const withConfigOptions = (command: Command) =>
  command
    .option('--config-file <path>', CONFIG_FILE)
    .option('--account-name-tag', 'give every entity the name of the instance, as tag.AccountName')
    .option(
      '--tag <key=value...>',
      'give every entity a tag, such as Production=true; Production=false removes it',
      parseTag,
    );

function parseTag(text: string, before: ConfigOptions['tag'] = {}): Record<string, string | boolean> {
  const [, key, value] = /^([\w.-]+)=(.+)$/.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('Allowed: a name, "=" and a value, such as Production=true.');
  return { ...before, [key]: value === 'true' ? true : value === 'false' ? false : value };
}

export function newConfig(options: ConfigOptions, definition: Definition): Record<string, unknown> | undefined {
  const given = configFrom(options.configFile);
  const config = withTags(given ?? {}, options, {});
  checkConfig(config, definition.configFields);
  return given === undefined && Object.keys(config).length === 0 ? undefined : config;
}

/** `undefined` when no option changes the configuration. */
export function readConfigUpdate(options: ConfigOptions): Record<string, unknown> | undefined {
  const given = configFrom(options.configFile);
  refuseMasks(given);
  return given === undefined && !options.accountNameTag && options.tag === undefined ? undefined : (given ?? {});
}

/** Keeps the present tags that the options do not name, and checks the result. */
export async function completeConfigUpdate(
  given: Record<string, unknown>,
  options: ConfigOptions,
  id: string,
  jupiterone: Operations,
): Promise<Record<string, unknown>> {
  const { integrationDefinitionId, config: present } = await jupiterone.instances.get(id);
  const config = withTags(given, options, present?.['@tag']);
  const { configFields } = await jupiterone.definitions.get(integrationDefinitionId);
  checkConfig(config, configFields, { isUpdate: true });
  return config;
}

function withTags(config: Record<string, unknown>, { accountNameTag, tag }: ConfigOptions, present: unknown) {
  const tags = { ...(accountNameTag && { AccountName: true }), ...tag };
  if (Object.keys(tags).length === 0) return config;
  return { ...config, '@tag': { ...objectOf(present), ...objectOf(config['@tag']), ...tags } };
}

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
