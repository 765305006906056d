import {
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  createEntity,
  firstText,
  forEachParent,
  parentsOf,
  pick,
  type Resource,
  schemaOf,
  timeOf,
  withoutCredentials,
  namesIn,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep } from '../config';
import { APPLICATION_ENTITY, applicationKey } from './application-entity';
import { applicationsStep, teamOfApplications } from './applications';
import { fromOwnList } from './own-list';
import { TEAM_ENTITY } from './teams';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#add-on */
export interface Addon {
  id: string;
  name?: string | null;
  /** The app that owns it. Others may use it too. */
  app?: { id?: string | null; name?: string | null } | null;
  addon_service?: { name?: string | null } | null;
  plan?: { name?: string | null } | null;
  state?: string | null;
  billed_price?: {
    cents?: number | null;
    unit?: string | null;
    /** Paid by use. Then the price is 0. */
    metered?: boolean | null;
    /** Paid by a contract. Then the price is 0. */
    contract?: boolean | null;
  } | null;
  config_vars?: string[] | null;
  /** May contain credentials. */
  web_url?: string | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export const ADDON_ENTITY = {
  resourceName: 'Addon',
  _type: 'heroku_addon',
  _class: ['Service'],
  schema: schemaOf({
    id: 'string',
    applicationId: ['string', 'the id of the application that owns it'],
    serviceName: 'string',
    planName: 'string',
    state: 'string',
    monthlyPriceCents: ['number', 'unknown if it is paid by use or by contract'],
    metered: ['boolean', 'whether it is paid by use'],
    contract: ['boolean', 'whether it is paid by a contract of its own'],
    configVarNames: ['strings', 'the names of the config vars that it sets'],
    category: 'strings',
    function: 'strings',
    endpoints: ['strings', 'the address of its own web interface'],
    webLink: 'url',
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const APPLICATION_HAS_ADDON = {
  _type: 'heroku_application_has_addon',
  _class: RelationshipClass.HAS,
  sourceType: APPLICATION_ENTITY._type,
  targetType: ADDON_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** The key of the public graph-heroku, so that the history of the entity stays. */
export const addonKey = (id: string) => id;

/** JupiterOne's `category` and `function`, by the name of the service. */
const SERVICES: readonly [RegExp, { category: string; function: string }][] = [
  [/postgresql|mysql|jawsdb|cleardb|mongo|fauna|timescale|couch/, { category: 'database', function: 'database' }],
  [/redis|memcach|key-value/, { category: 'database', function: 'caching' }],
  [/kafka|rabbitmq|amqp|mqtt|pusher|ably/, { category: 'messaging', function: 'queueing' }],
  [/papertrail|logentries|logdna|logtail|coralogix|sumologic|timber/, { category: 'monitoring', function: 'logging' }],
  [
    /newrelic|scout|librato|datadog|appsignal|skylight|dynatrace|rollbar|sentry|bugsnag|honeybadger|raygun|airbrake/,
    { category: 'monitoring', function: 'monitoring' },
  ],
  [/sendgrid|mailgun|mailtrap|postmark|sparkpost|mailertogo|cloudmailin/, { category: 'messaging', function: 'email' }],
  [/scheduler|cron-to-go|process-scheduler/, { category: 'software', function: 'scheduling' }],
  [/elasticsearch|bonsai|searchbox|algolia|websolr/, { category: 'database', function: 'search' }],
  [/cloudinary|bucketeer|cloudcube|filestack|uploadcare/, { category: 'storage', function: 'storage' }],
  [/fixie|quotaguard|proximo/, { category: 'network', function: 'proxy' }],
  [/expeditedssl|auth0|okta|stytch/, { category: 'security', function: 'security' }],
  [/heroku-connect|heroku-inference|applink/, { category: 'software', function: 'integration' }],
];
const OTHER = { category: 'other', function: 'other' };

export function createAddonEntity(addon: Addon): Entity {
  const service = addon.addon_service?.name ?? undefined;
  const kind = SERVICES.find(([pattern]) => service && pattern.test(service))?.[1] ?? OTHER;
  const endpoint = withoutCredentials(addon.web_url);
  const price = addon.billed_price;
  return createEntity(
    {
      _key: addonKey(addon.id),
      _type: ADDON_ENTITY._type,
      _class: ADDON_ENTITY._class,
      id: addon.id,
      name: firstText(addon.name, addon.id),
      applicationId: addon.app?.id,
      serviceName: service,
      planName: addon.plan?.name,
      state: addon.state,
      monthlyPriceCents: monthlyPriceOf(price),
      metered: price?.metered,
      contract: price?.contract,
      configVarNames: namesIn(addon.config_vars),
      category: [kind.category],
      function: [kind.function],
      endpoints: endpoint ? [endpoint] : undefined,
      webLink: addon.app?.name
        ? `https://dashboard.heroku.com/apps/${encodeURIComponent(addon.app.name)}/resources`
        : undefined,
      createdOn: timeOf(addon.created_at),
      updatedOn: timeOf(addon.updated_at),
    },
    pick(addon, 'id', 'name', 'state', 'created_at', 'updated_at'),
  );
}

function monthlyPriceOf(price: Addon['billed_price']): number | null | undefined {
  if (!price || price.metered || price.contract) return undefined;
  return price.unit === undefined || price.unit === 'month' ? price.cents : undefined;
}

const ADDONS = {
  name: 'add-ons',
  endpoint: '/teams/{team}/addons',
  permission: 'the permission "deploy" or "operate" for all applications of the team',
} satisfies Resource;

export const addonsStep: HerokuStep = {
  id: 'fetch-addons',
  name: 'Fetch add-ons',
  entities: [ADDON_ENTITY],
  relationships: [APPLICATION_HAS_ADDON],
  dependsOn: [applicationsStep.id],
  reads: [ADDONS],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const parents = await parentsOf(jobState, TEAM_ENTITY);
    const teamOf = await teamOfApplications(jobState);
    const addons = fromOwnList();
    let withoutApp = 0;

    async function add(entity: Entity): Promise<void> {
      if (jobState.hasKey(entity._key)) return;
      await jobState.addEntity(entity);
      const app = applicationKey((entity.applicationId as string | undefined) ?? '');
      if (!(await addEdge(jobState, APPLICATION_HAS_ADDON, app, entity._key))) withoutApp += 1;
    }

    try {
      await forEachParent(context, { resource: ADDONS, parents }, async (team) => {
        for await (const addon of executionConfig.client.list<Addon>(pathTo`/teams/${team.id}/addons`)) {
          const entity = createAddonEntity(addon);
          const own = addon.app?.id ? teamOf.get(applicationKey(addon.app.id)) : undefined;
          if (addons.isOwn(entity, { list: team.id, own })) await add(entity);
        }
      });
    } finally {
      for (const entity of addons.others()) await add(entity);
      if (withoutApp > 0) {
        context.logger.info(`${withoutApp} add-ons have no edge, because this key cannot see their apps.`);
      }
    }
  },
};
