import { type EnterpriseAccount, type HerokuData, type Team } from './types';
import { type HerokuError, notForFir, notForCedar } from './errors';

export interface World {
  data: HerokuData;
  deletedIds: ReadonlySet<string>;
  /** An index by id, for tests that read every app. */
  apps?: ReadonlyMap<string, ReturnType<typeof appsIn>[number]>;
}

interface Named {
  id: string;
  name: string;
}

const named = <T extends Named>(things: readonly T[], identity: string, { deletedIds }: World): T | undefined =>
  things.find(({ id, name }) => (id === identity || name === identity) && !deletedIds.has(id));

export function findEnterprise(world: World, identity: string): EnterpriseAccount | undefined {
  return named(world.data.enterpriseAccounts, identity, world);
}

export function findTeam(world: World, identity: string): Team | undefined {
  for (const teams of [...Object.values(world.data.teams), world.data.otherTeams]) {
    const team = named(teams, identity, world);
    if (team) return team;
  }
  return undefined;
}

export const findSpace = (world: World, identity: string) => named(world.data.spaces, identity, world);

export const appsIn = ({ teamApps, personalApps }: HerokuData) => [...Object.values(teamApps).flat(), ...personalApps];

export const findApp = (world: World, identity: string) =>
  world.apps?.get(identity) ?? named(appsIn(world.data), identity, world);

export const listOfEnterprise = (list: 'members' | 'teams') => (world: World, identity: string) => {
  const account = findEnterprise(world, identity);
  return account && (world.data[list][account.id] ??= []);
};

export const listOfTeam =
  (list: 'teamMembers' | 'teamApps' | 'teamAddons' | 'teamPermissions') => (world: World, identity: string) => {
    const team = findTeam(world, identity);
    return team && (world.data[list][team.id] ??= []);
  };

export const invitationsOfTeam = (world: World, identity: string) => {
  const team = findTeam(world, identity);
  return team?.type === 'team' ? world.data.teamInvitations[team.id] : undefined;
};

export const listOfApp =
  (list: 'appDomains' | 'appSniEndpoints' | 'appLogDrains' | 'appTelemetryDrains') =>
  (world: World, identity: string) => {
    const { data, deletedIds } = world;
    // Benchmarks read thousands of lists by id.
    if (data[list][identity] && !deletedIds.has(identity)) return data[list][identity];
    const app = findApp(world, identity);
    return app && (data[list][app.id] ??= []);
  };

export const itemOfSpace = (things: 'inboundRulesets' | 'spaceLogDrains') => (world: World, identity: string) => {
  const space = findSpace(world, identity);
  return space && world.data[things][space.id];
};

export const telemetryDrainsOfSpace = (world: World, identity: string) => {
  const space = findSpace(world, identity);
  return space && (world.data.spaceTelemetryDrains[space.id] ??= []);
};

const isFir = (thing: { generation?: string | { name?: string } | null } | undefined) =>
  (typeof thing?.generation === 'string' ? thing.generation : thing?.generation?.name) === 'fir';

export const refusesFirApp = (world: World, identity: string): HerokuError | undefined =>
  isFir(findApp(world, identity)) ? notForFir('apps') : undefined;
export const refusesFirSpace = (world: World, identity: string): HerokuError | undefined =>
  isFir(findSpace(world, identity)) ? notForFir('spaces') : undefined;
export const refusesCedarApp = (world: World, identity: string): HerokuError | undefined =>
  isFir(findApp(world, identity)) ? undefined : notForCedar('apps');
export const refusesCedarSpace = (world: World, identity: string): HerokuError | undefined =>
  isFir(findSpace(world, identity)) ? undefined : notForCedar('spaces');
