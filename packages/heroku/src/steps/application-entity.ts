import type { Entity, StepEntityMetadata } from '@jupiterone/integration-sdk-core';
import { createEntity, firstText, pick, schemaOf, timeOf, withoutCredentials } from '@j1-integrations/integration-kit';
import { generationOf, type Generation } from '../generations';
import type { Coupling } from './couplings';

/**
 * The part of https://devcenter.heroku.com/articles/platform-api-reference#team-app that is read; the apps of a person
 * have it too.
 */
export interface Application {
  id: string;
  name?: string | null;
  team?: { id?: string | null; name?: string | null } | null;
  /** The same team, by the name that teams had before. */
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
    personal: ['boolean', 'whether a person owns it, and no team'],
    owner: ['string', "the owner's e-mail address as Heroku gives it: of a team, one that belongs to no one"],
    ownerEmail: ['string', 'the e-mail address of an owner who is a person'],
    ownerId: ['string', 'the id of an owner who is a person'],
    ownedByTeam: ['boolean', 'not there where Heroku names no owner'],
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
    internalRouting: ['boolean', 'whether it can be reached from within its Private Space only'],
    archivedOn: 'time',
    releasedOn: ['time', 'of the last release'],
    productionURL: 'url',
    webLink: 'url',
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

/** As the public graph-heroku's, so that an account which moves over keeps its history. */
export const applicationKey = (id: string) => id;

/** Where the owner is a team, Heroku gives it an address that belongs to no one. */
export const isTeamAddress = (email: string | null | undefined): boolean => /@herokumanager\.com$/i.test(email ?? '');

/** What the app itself does not say. */
export interface Placing {
  /** The team that it belongs to or, where it does not say so, whose list it comes from. None for an app of a person. */
  teamId?: string;
  /** Its place in a pipeline, where it has one. */
  coupling?: Coupling;
}

export function createApplicationEntity(app: Application, { teamId, coupling }: Placing): Entity {
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
