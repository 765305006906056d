import {
  type IntegrationInstanceConfig,
  type IntegrationInstanceConfigFieldMap,
} from '@jupiterone/integration-sdk-core';
import {
  checkCredentials,
  failureOf,
  sourceFields,
  trimmed,
  type ClientStep,
  type Failure,
  type InvocationContext,
  type OptionalSources,
  type StepContext,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuClient } from './client';

/** What can be switched off, by config field or as a source of the managed integration. */
export const SOURCES = {
  ingestTeamMembers: {
    title: 'Team members',
    description:
      'Who is in each team, and in which role. One request per team. Needs the OAuth scope "global"; without it, only the members of the enterprise are known.',
    onByDefault: true,
  },
  ingestAccess: {
    title: 'Access',
    description: 'Who has which permissions for each application, and which role in each team. One request per team.',
    onByDefault: true,
  },
  ingestPipelines: {
    title: 'Pipelines',
    description: 'Pipelines, and the stage of each application. A few requests.',
    onByDefault: true,
  },
  ingestSpaces: {
    title: 'Private Spaces',
    description: 'Private Spaces, the applications in them, and who may connect. A request, and one per Cedar space.',
    onByDefault: true,
  },
  ingestAttachments: {
    title: 'Add-on attachments',
    description: 'Which applications use which add-on, also where another application owns it. A few requests.',
    onByDefault: true,
  },
  ingestInvitations: {
    title: 'Invitations',
    description:
      "Who is invited to each team and has not accepted yet: outside an enterprise, or where the key's user is an admin. " +
      'One request per such team.',
    onByDefault: true,
  },
  ingestDomains: {
    title: 'Domains',
    description: 'The host names of each application. One request per application.',
    onByDefault: false,
  },
  ingestCertificates: {
    title: 'Certificates',
    description: 'The TLS certificates of each application. One request per application.',
    onByDefault: false,
  },
  ingestLogDrains: {
    title: 'Log drains',
    description: 'Where each application of the generation Cedar sends its logs. One request per such application.',
    onByDefault: false,
  },
  ingestTelemetryDrains: {
    title: 'Telemetry drains',
    description:
      'Where each application of the generation Fir sends its logs, metrics and traces. One request per such application.',
    onByDefault: false,
  },
  ingestSpaceDrains: {
    title: 'Drains of Private Spaces',
    description:
      'Where Shield spaces send the logs, and Fir spaces the telemetry, of all their applications. One request per such ' +
      'space. Needs the source "Private Spaces".',
    onByDefault: false,
  },
  ingestPersonalApplications: {
    title: 'Personal applications',
    description:
      "Applications that no team owns: the key's user's own, and those of others on which the user collaborates. " +
      'Heroku lists those of other users to no one else. A few requests.',
    onByDefault: false,
  },
} satisfies OptionalSources;

export type SourceId = keyof typeof SOURCES;

export interface HerokuConfig extends IntegrationInstanceConfig, Partial<Record<SourceId, boolean>> {
  /** A token of Heroku's Platform API, with the scope `read`, or `global` for the members of teams. */
  apiKey: string;
}

export const instanceConfigFields: IntegrationInstanceConfigFieldMap<HerokuConfig> = {
  apiKey: { type: 'string', mask: true },
  ...sourceFields(SOURCES),
};

export type HerokuStep = ClientStep<HerokuConfig, HerokuClient>;
export type HerokuStepContext = StepContext<HerokuConfig, HerokuClient>;
export type HerokuContext = InvocationContext<HerokuConfig, HerokuClient>;

/**
 * @throws IntegrationValidationError without a key that can be sent; IntegrationProviderAuthenticationError where Heroku refuses it.
 */
export async function validateInvocation({ instance, executionConfig }: HerokuContext): Promise<void> {
  checkCredentials(
    'apiKey',
    trimmed(instance.config).apiKey,
    'a token of the Heroku Platform API. ' +
      'Make one with `heroku authorizations:create --scope read`, or `--scope global` to have the members of teams too.',
  );
  // Not /account: it refuses a token whose scope is `read`.
  const { client } = executionConfig;
  await client.check(pathTo`/enterprise-accounts`).catch(async (refusal: unknown) => {
    // Some tokens see teams only. Where these are out of reach too, the first refusal is what has to be mended.
    if (!isOutOfReach(refusal)) throw refusal;
    await client.check(pathTo`/teams`).catch((error: unknown) => {
      throw isOutOfReach(error) ? refusal : error;
    });
  });
}

const OUT_OF_REACH: ReadonlySet<Failure> = new Set<Failure>(['refused', 'lacking', 'missing']);

const isOutOfReach = (error: unknown): boolean => OUT_OF_REACH.has(failureOf(error));
