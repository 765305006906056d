import { type Random } from '../server/random';
import { type App, type EnterpriseAccount, type HerokuData, type Team } from './types';
import { type Reference } from './reference';
import {
  createAttachment,
  createInvitation,
  createPermissions,
  createPipeline,
  createRuleset,
  createSpace,
} from './deployment';
import { createCustomDomain, createLogDrain, createOwnDomain, createSniEndpoint } from './exposure';

export interface TeamResourcesSize {
  usersPerApp: number;
  /** Per enterprise account. */
  spaces: number;
}

type References = (name: string) => Reference;

export function addTeamResources(
  data: HerokuData,
  random: Random,
  reference: References,
  size: TeamResourcesSize,
): void {
  let spaces = 0;
  for (const account of data.enterpriseAccounts) {
    for (const team of data.teams[account.id].slice(0, size.spaces)) {
      addSpace(data, random, reference, account, team, spaces++);
    }
  }
  const teams = [...data.enterpriseAccounts.flatMap(({ id }) => data.teams[id]), ...data.otherTeams];
  teams.forEach((team, number) => {
    const members = data.teamMembers[team.id];
    const apps = data.teamApps[team.id];
    data.teamPermissions[team.id] = apps.map((app) => createPermissions(random, team, app, members, size.usersPerApp));
    // An enterprise team has no invitations. Every third other team lacks the feature.
    if (team.type === 'team' && number % 3 !== 2) {
      data.teamInvitations[team.id] = members[0] ? [createInvitation(random, team, members[0], number)] : [];
    }
    // The last app is in no pipeline.
    const { pipeline, couplings } = createPipeline(random, reference, team, apps.slice(0, -1), number);
    data.pipelines.push(pipeline);
    data.pipelineCouplings.push(...couplings);
    data.addonAttachments.push(...data.teamAddons[team.id].map((addon) => createAttachment(random, addon)));
    for (const app of apps) addExposure(data, random, app);
  });
}

function addSpace(
  data: HerokuData,
  random: Random,
  reference: References,
  account: EnterpriseAccount,
  team: Team,
  number: number,
): void {
  const space = createSpace(random, reference, team, { name: `${account.name}-private-${number}`, number });
  data.spaces.push(space);
  data.inboundRulesets[space.id] = createRuleset(random, space, '192.0.2.0/24', '198.51.100.7/32');
  if (space.shield) {
    // The drain of a Shield space serves all its apps.
    data.spaceLogDrains[space.id] = { ...createLogDrain(random, space, 'https://logs.example.com/space'), app: null };
  }
  const app = data.teamApps[team.id].at(-1);
  if (app) app.space = { id: space.id, name: space.name };
}

function addExposure(data: HerokuData, random: Random, app: App): void {
  const custom = createCustomDomain(random, app, `${app.name}.example.com`);
  data.appDomains[app.id] = [createOwnDomain(random, app), custom];
  data.appSniEndpoints[app.id] = [createSniEndpoint(random, app, [custom])];
  data.appLogDrains[app.id] = [
    createLogDrain(random, app, `syslog+tls://logs.example.com:${random.integer(1000, 9999)}`),
  ];
}
