import type { Entity, StepEntityMetadata } from '@jupiterone/integration-sdk-core';
import { createEntity, firstText, pick, schemaOf, timeOf, withoutCredentials } from '@j1-integrations/integration-kit';
import { generationOf, type Generation } from '../generations';
import type { Coupling } from './couplings';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#team-app */
export interface Application {
  id: string;
  name?: string | null;
  team?: { id?: string | null; name?: string | null } | null;
  /** The team, by its former name. */
  organization?: { id?: string | null } | null;
  owner?: { id?: string | null; email?: string | null } | null;
  generation?: Generation;
  stack?: { name?: string | null } | null;
  build_stack?: { name?: string | null } | null;
  region?: { name?: string | null } | null;
  space?: { id?: string | null; name?: string | null } | null;
  maintenance?: boolean | null;
  locked?: boolean | null;
  internal_routing?: boolean | null;
  web_url?: string | null;
  archived_at?: string | null;
  released_at?: string | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export const APPLICATION_ENTITY = {
  resourceName: 'Application',
  _type: 'heroku_application',
  _class: ['Application'],
  schema: schemaOf({
    id: 'string',
    teamId: 'string',
    personal: ['boolean', 'whether a person owns it'],
    owner: ['string', "the owner's e-mail address; for a team, an address of Heroku that no person reads"],
    ownerEmail: ['string', 'only if the owner is a person'],
    ownerId: ['string', 'only if the owner is a person'],
    ownedByTeam: ['boolean', 'unknown if Heroku names no owner'],
    generation: ['string', "of Heroku's platform: `cedar` or `fir`"],
    stack: 'string',
    buildStack: 'string',
    region: 'string',
    space: ['string', "the Private Space's name"],
    spaceId: 'string',
    pipelineId: 'string',
    stage: ['string', 'in its pipeline: `production`, `staging`, …'],
    maintenance: 'boolean',
    locked: 'boolean',
    internalRouting: ['boolean', 'whether it can be reached only from its Private Space'],
    archivedOn: 'time',
    releasedOn: ['time', 'the time of the last release'],
    productionURL: 'url',
    webLink: 'url',
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

/** The key of the public graph-heroku, so that the history of the entity stays. */
export const applicationKey = (id: string) => id;

/** If a team owns an app, Heroku gives an address of this domain as the owner's. */
export const isTeamAddress = (email: string | null | undefined): boolean => /@herokumanager\.com$/i.test(email ?? '');

/** Facts from other lists. */
export interface Placement {
  /** The app's own team. If the app names none, the team whose list contains it. `undefined`: an app of a person. */
  teamId?: string;
  coupling?: Coupling;
}

export function createApplicationEntity(app: Application, { teamId, coupling }: Placement): Entity {
  const owner = app.owner?.email ?? undefined;
  const personal = teamId === undefined;
  const ownedByTeam = personal ? false : owner === undefined ? undefined : isTeamAddress(owner);
  return createEntity(
    {
      _key: applicationKey(app.id),
      _type: APPLICATION_ENTITY._type,
      _class: APPLICATION_ENTITY._class,
      id: app.id,
      name: firstText(app.name, app.id),
      teamId,
      personal,
      owner,
      ownerEmail: ownedByTeam ? undefined : owner,
      ownerId: ownedByTeam === false ? app.owner?.id : undefined,
      ownedByTeam,
      generation: generationOf(app.generation),
      stack: app.stack?.name,
      buildStack: app.build_stack?.name,
      region: app.region?.name,
      space: app.space?.name,
      spaceId: app.space?.id,
      pipelineId: coupling?.pipelineId,
      stage: coupling?.stage,
      maintenance: app.maintenance,
      locked: app.locked,
      internalRouting: app.internal_routing,
      archivedOn: timeOf(app.archived_at),
      releasedOn: timeOf(app.released_at),
      productionURL: withoutCredentials(app.web_url),
      webLink: app.name ? `https://dashboard.heroku.com/apps/${encodeURIComponent(app.name)}` : undefined,
      createdOn: timeOf(app.created_at),
      updatedOn: timeOf(app.updated_at),
    },
    pick(app, 'id', 'name', 'maintenance', 'archived_at', 'released_at', 'created_at', 'updated_at'),
  );
}
