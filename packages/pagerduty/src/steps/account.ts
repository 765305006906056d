import {
  IntegrationProviderAPIError,
  type Entity,
  type JobState,
  type StepEntityMetadata,
} from '@jupiterone/integration-sdk-core';
import { createEntityOfAccount, parentsOf, type Resource, schemaOf, namesIn } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { PagerDutyStep } from '../config';

export const ACCOUNT_ENTITY = {
  resourceName: 'Account',
  _type: 'pagerduty_account',
  _class: ['Account'],
  schema: schemaOf({
    id: ['string', "The account's name in URLs."],
    vendor: 'string',
    abilities: ['strings', 'What the plan allows.'],
    webLink: 'url',
  }),
} satisfies StepEntityMetadata;

export const accountKey = (subdomain: string) => `${ACCOUNT_ENTITY._type}:${subdomain}`;

/** @param origin such as `https://acme.eu.pagerduty.com` */
export function createAccountEntity(origin: string, abilities: readonly string[]): Entity {
  const [subdomain] = new URL(origin).hostname.split('.');
  return createEntityOfAccount({
    _key: accountKey(subdomain),
    _type: ACCOUNT_ENTITY._type,
    _class: ACCOUNT_ENTITY._class,
    id: subdomain,
    name: subdomain,
    vendor: 'PagerDuty',
    abilities: namesIn(abilities),
    webLink: origin,
  });
}

/** @returns undefined if the step of the account has failed */
export async function accountKeyOf(jobState: JobState): Promise<string | undefined> {
  const [account] = await parentsOf(jobState, ACCOUNT_ENTITY);
  return account?._key;
}

/** The API has no endpoint for the account. Its name is part of each user's web address. */
const FIRST_USERS = {
  name: 'first users',
  endpoint: pathTo`/users`,
  permission: 'reading users',
} satisfies Resource;

const ABILITIES = {
  name: 'abilities of the plan',
  endpoint: '/abilities',
  permission: 'any key of the account',
} satisfies Resource;

/** More than one, because a user can lack the web address. */
const USERS_TO_CHECK = 10;

export const accountStep: PagerDutyStep = {
  id: 'fetch-account',
  name: 'Fetch account',
  entities: [ACCOUNT_ENTITY],
  relationships: [],
  reads: [FIRST_USERS, ABILITIES],
  async executionHandler({ executionConfig: { client }, jobState }) {
    const users = await client.firstOf<{ html_url?: string | null }>(
      { path: FIRST_USERS.endpoint, key: 'users' },
      USERS_TO_CHECK,
    );
    const url = users.map(({ html_url }) => html_url).find((text) => typeof text === 'string' && isWebsite(text));
    if (!url) throw noName(users.length);
    await jobState.addEntity(createAccountEntity(new URL(url).origin, await client.abilities()));
  },
};

const isWebsite = (text: string) => /^https?:/i.test(text) && URL.canParse(text);

const noName = (users: number) =>
  new IntegrationProviderAPIError({
    endpoint: FIRST_USERS.endpoint,
    status: 200,
    statusText: 'OK',
    message:
      users === 0
        ? 'This API key sees no users in the PagerDuty account, but each account has an owner. Use a General Access key. ' +
          'The step fails, so that JupiterOne deletes nothing.'
        : `The name of the PagerDuty account is not known, because its first ${users} users have no html_url.`,
  });
