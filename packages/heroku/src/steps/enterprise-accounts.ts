import type { Entity, StepEntityMetadata } from '@jupiterone/integration-sdk-core';
import {
  addEntityOnce,
  createEntityOfAccount,
  firstText,
  IncompleteDataError,
  pick,
  readList,
  type Resource,
  schemaOf,
  timeOf,
  namesIn,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep } from '../config';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#enterprise-account */
export interface EnterpriseAccount {
  id: string;
  name?: string | null;
  trial?: boolean | null;
  /** The permissions of the key's user. */
  permissions?: string[] | null;
  identity_provider?: { id?: string | null } | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export const ACCOUNT_ENTITY = {
  resourceName: 'Enterprise Account',
  _type: 'heroku_account',
  _class: ['Account'],
  schema: schemaOf({
    id: 'string',
    vendor: 'string',
    trial: 'boolean',
    permissions: ['strings', "those of the key's user"],
    identityProviderId: 'string',
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

/** The key of the public graph-heroku, so that the history of the entity stays. */
export const accountKey = (id: string) => id;

export function createEnterpriseAccountEntity(account: EnterpriseAccount): Entity {
  return createEntityOfAccount(
    {
      _key: accountKey(account.id),
      _type: ACCOUNT_ENTITY._type,
      _class: ACCOUNT_ENTITY._class,
      id: account.id,
      name: firstText(account.name, account.id),
      vendor: 'Heroku',
      trial: account.trial,
      permissions: namesIn(account.permissions),
      identityProviderId: account.identity_provider?.id,
      createdOn: timeOf(account.created_at),
      updatedOn: timeOf(account.updated_at),
    },
    pick(account, 'id', 'name', 'trial', 'permissions', 'created_at', 'updated_at'),
  );
}

/** A token that sees only teams gets a refusal, or an empty list. */
const ENTERPRISE_ACCOUNTS = {
  name: 'enterprise accounts',
  endpoint: '/enterprise-accounts',
  permission: 'membership in an enterprise account',
  presence: 'optional',
} satisfies Resource;

export const enterpriseAccountsStep: HerokuStep = {
  id: 'fetch-enterprise-accounts',
  name: 'Fetch enterprise accounts',
  entities: [ACCOUNT_ENTITY],
  relationships: [],
  reads: [ENTERPRISE_ACCOUNTS],
  async executionHandler(context) {
    const { executionConfig, jobState, logger } = context;
    const { client } = executionConfig;
    let none = true;
    await readList(context, ENTERPRISE_ACCOUNTS, async () => {
      for await (const account of client.list<EnterpriseAccount>(pathTo`/enterprise-accounts`)) {
        await addEntityOnce(jobState, createEnterpriseAccountEntity(account));
        none = false;
      }
    });
    if (!none) return;
    for await (const _team of client.list(pathTo`/teams`)) {
      logger.info('This API key sees teams, but no Heroku Enterprise account.');
      return;
    }
    throw new IncompleteDataError(
      'This API key sees neither a Heroku Enterprise account nor a team. Use the key of a user who is a member of one. ' +
        'The run fails, so that JupiterOne deletes nothing.',
    );
  },
};
