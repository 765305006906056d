import {
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  createEntity,
  firstText,
  readList,
  type Resource,
  schemaOf,
  type Source,
  timeOf,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { PagerDutyStep } from '../config';
import { idsOf, type Reference } from '../references';
import { SERVICE_ENTITY, serviceKey, servicesStep } from './services';

export interface MaintenanceWindow extends Reference {
  id: string;
  description?: string | null;
  start_time?: string | null;
  end_time?: string | null;
  created_by?: Reference | null;
  services?: (Reference | null)[] | null;
  html_url?: string | null;
}

export const MAINTENANCE_WINDOW_ENTITY = {
  resourceName: 'Maintenance Window',
  _type: 'pagerduty_maintenance_window',
  _class: ['Task'],
  schema: schemaOf({
    id: 'string',
    description: 'string',
    startsOn: ['time', 'From then on, its services create no incidents.'],
    endsOn: 'time',
    createdById: ['string', 'The id of the user who planned it.'],
    serviceCount: 'number',
    webLink: 'url',
  }),
} satisfies StepEntityMetadata;

export const SERVICE_HAS_MAINTENANCE_WINDOW = {
  _type: 'pagerduty_service_has_maintenance_window',
  _class: RelationshipClass.HAS,
  sourceType: SERVICE_ENTITY._type,
  targetType: MAINTENANCE_WINDOW_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const maintenanceWindowKey = (id: string) => `${MAINTENANCE_WINDOW_ENTITY._type}:${id}`;

export function createMaintenanceWindowEntity(window: MaintenanceWindow): Entity {
  return createEntity({
    _key: maintenanceWindowKey(window.id),
    _type: MAINTENANCE_WINDOW_ENTITY._type,
    _class: MAINTENANCE_WINDOW_ENTITY._class,
    id: window.id,
    name: firstText(window.summary, window.description, window.id),
    description: window.description,
    startsOn: timeOf(window.start_time),
    endsOn: timeOf(window.end_time),
    createdById: window.created_by?.id,
    serviceCount: window.services ? idsOf(window.services, 'services').length : undefined,
    webLink: withoutCredentials(window.html_url),
  });
}

export const maintenanceWindowsSource: Source = {
  id: 'ingestMaintenanceWindows',
  title: 'Maintenance windows',
  description:
    'Open and planned maintenance windows. During a window, its services create no incidents and page no one.',
  onByDefault: true,
  requests: '1 for each 100 windows',
};

const MAINTENANCE_WINDOWS = {
  name: 'maintenance windows',
  endpoint: pathTo`/maintenance_windows`,
  permission: 'reading services',
  presence: 'optional',
  fields: ['maintenance_windows', 'start_time', 'end_time', 'created_by'],
} satisfies Resource;

export const maintenanceWindowsStep: PagerDutyStep = {
  id: 'fetch-maintenance-windows',
  name: 'Fetch maintenance windows',
  source: maintenanceWindowsSource,
  reads: [MAINTENANCE_WINDOWS],
  entities: [MAINTENANCE_WINDOW_ENTITY],
  relationships: [SERVICE_HAS_MAINTENANCE_WINDOW],
  dependsOn: [servicesStep.id],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const list = { path: MAINTENANCE_WINDOWS.endpoint, key: 'maintenance_windows', query: { filter: 'open' } };
    await readList(context, MAINTENANCE_WINDOWS, async () => {
      for await (const window of executionConfig.client.list<MaintenanceWindow>(list)) {
        const entity = createMaintenanceWindowEntity(window);
        await addEntityOnce(jobState, entity);
        for (const service of idsOf(window.services, 'services')) {
          await addEdge(jobState, SERVICE_HAS_MAINTENANCE_WINDOW, serviceKey(service), entity._key);
        }
      }
    });
  },
};
