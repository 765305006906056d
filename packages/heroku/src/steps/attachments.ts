import { RelationshipClass, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import { addEdge, listText, readList, type Resource, schemaOf, type Source } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep, HerokuStepContext } from '../config';
import { ADDON_ENTITY, addonKey, addonsStep } from './addons';
import { APPLICATION_ENTITY, applicationKey } from './application-entity';
import { applicationsStep } from './applications';

/**
 * Without the address, which contains credentials.
 * @see https://devcenter.heroku.com/articles/platform-api-reference#add-on-attachment
 */
export interface Attachment {
  id: string;
  /** The prefix of the app's config vars, such as `DATABASE`. */
  name?: string | null;
  addon?: { id?: string | null } | null;
  app?: { id?: string | null } | null;
}

export const APPLICATION_USES_ADDON = {
  _type: 'heroku_application_uses_addon',
  _class: RelationshipClass.USES,
  sourceType: APPLICATION_ENTITY._type,
  targetType: ADDON_ENTITY._type,
  schema: schemaOf({
    attachments: ['string', "the names of the attachments; the application's config vars begin with them: `DATABASE`"],
  }),
} satisfies StepRelationshipMetadata;

/** The names of attachments, by the key of the app, then of the add-on. */
type Uses = Map<string, Map<string, string[]>>;

export const attachmentsSource: Source = {
  id: 'ingestAttachments',
  title: 'Add-on attachments',
  description: 'Which applications use which add-ons, including add-ons of other applications.',
  onByDefault: true,
  requests: '1 for each 1,000 attachments',
};

const ATTACHMENTS = {
  name: 'add-on attachments',
  endpoint: '/addon-attachments',
  permission: 'membership in the team',
  presence: 'optional',
} satisfies Resource;

export const attachmentsStep: HerokuStep = {
  id: 'fetch-attachments',
  name: 'Fetch which applications use which add-ons',
  source: attachmentsSource,
  reads: [ATTACHMENTS],
  entities: [],
  relationships: [APPLICATION_USES_ADDON],
  dependsOn: [applicationsStep.id, addonsStep.id],
  async executionHandler(context) {
    const uses: Uses = new Map();
    let hidden = 0;
    try {
      await readAttachments(context, uses);
    } finally {
      for (const [app, addons] of uses) {
        for (const [addon, names] of addons) {
          const properties = { attachments: listText(names) };
          if (!(await addEdge(context.jobState, APPLICATION_USES_ADDON, app, addon, properties))) hidden += 1;
        }
      }
      if (hidden > 0)
        context.logger.info(`${hidden} attachments have no edge, because this key cannot see their app or add-on.`);
    }
  },
};

async function readAttachments(context: HerokuStepContext, uses: Uses): Promise<void> {
  const { client } = context.executionConfig;
  await readList(context, ATTACHMENTS, async () => {
    for await (const { app, addon, name } of client.entries<Attachment>(pathTo`/addon-attachments`)) {
      if (!app?.id || !addon?.id) continue;
      const ofApp = uses.get(applicationKey(app.id)) ?? new Map<string, string[]>();
      uses.set(applicationKey(app.id), ofApp);
      const names = ofApp.get(addonKey(addon.id)) ?? [];
      ofApp.set(addonKey(addon.id), name ? [...names, name] : names);
    }
  });
}
