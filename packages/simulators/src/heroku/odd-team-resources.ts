import { type Random } from '../server/random';
import { SPACES } from './catalogue';
import { type HerokuData, type Team } from './types';
import { type Reference } from './reference';
import { createAttachment, createCoupling, createRuleset, createSpace } from './deployment';
import { createCustomDomain, createLogDrain, createSniEndpoint } from './exposure';
import { HEROKU_CANARIES } from './canaries';
import { early } from './odd';
import { addDrainsOfSpaces } from './odd-fir';
import { addPersonalApps } from './odd-personal';

export function addOddTeamResources(data: HerokuData, random: Random, reference: (name: string) => Reference): void {
  const [team, other] = data.enterpriseAccounts.flatMap(({ id }) => data.teams[id]);
  if (!team || data.teamApps[team.id].length === 0) return;
  addOddAccess(data, random, team, other);
  addOddPipelines(data, random, team);
  addOddSpaces(data, random, reference, team);
  addOddAttachments(data, random, team, other);
  addOddExposure(data, random, team);
  addDrainsOfSpaces(data, random, reference, team);
  addPersonalApps(data, random, reference, team);
}

function addOddAccess(data: HerokuData, random: Random, team: Team, other: Team | undefined): void {
  const [first] = data.teamPermissions[team.id];
  const [person] = first.users;
  first.users.unshift({ id: early(41), email: 'agency@example.net', permissions: ['view', 'deploy'] });
  // The same person twice, with an undocumented permission.
  if (person) first.users.push({ ...person, permissions: [...person.permissions, 'sudo'] });
  data.teamPermissions[team.id].push(
    // The app is in no list: it is deleted, or hidden from the token.
    {
      ...first,
      id: early(42),
      name: 'gone-app',
      users: [{ id: early(43), email: 'hidden@example.net', permissions: ['view'] }],
    },
    { ...first, id: early(21), name: SPACES[0], type: 'space' },
  );
  // The list of another team also has the app, with other people.
  if (other) {
    data.teamPermissions[other.id].push({
      ...first,
      users: [{ id: early(44), email: 'ci-bot', permissions: ['deploy'] }],
    });
  }
}

function addOddPipelines(data: HerokuData, random: Random, team: Team): void {
  const [pipeline] = data.pipelines;
  const { id: app } = data.teamApps[team.id].at(-1)!;
  const personal = {
    ...pipeline,
    id: early(51),
    name: 'personal-pipeline',
    owner: { id: data.account.id, type: 'user' as const },
  };
  data.pipelines.push(personal, { ...pipeline, id: early(52), name: 'nobodys-pipeline', owner: null });
  data.pipelineCouplings.push(
    { ...createCoupling(random, personal.id, app, 'experimental'), id: early(53) },
    // The token cannot see this app.
    { ...createCoupling(random, pipeline.id, early(42), 'production'), id: early(54) },
  );
}

function addOddSpaces(data: HerokuData, random: Random, reference: (name: string) => Reference, team: Team): void {
  const space = createSpace(random, reference, team, { id: early(21), name: SPACES[0], number: 99 });
  const allocating = createSpace(random, reference, team, { id: early(22), name: SPACES[1], number: 98 });
  // A space in state `allocating` answers 404 for its ruleset.
  data.spaces.push(space, { ...allocating, state: 'allocating' });
  data.inboundRulesets[space.id] = createRuleset(random, space, '198.51.100.0/24', '0.0.0.0/0');
  data.inboundRulesets[space.id].rules.unshift({ action: 'deny', source: '203.0.113.9/32' });
  data.inboundRulesets[space.id].applied = true;
}

function addOddAttachments(data: HerokuData, random: Random, team: Team, other: Team | undefined): void {
  const addons = [...new Map(data.teamAddons[team.id].map((addon) => [addon.id, addon])).values()];
  const [shared, unattached] = addons;
  if (!shared) return;
  data.addonAttachments.push(
    // A promoted database has two attachments to the same app.
    { ...createAttachment(random, shared, shared.app, 'HEROKU_POSTGRESQL_TEAL'), namespace: 'credential:analytics' },
    { ...createAttachment(random, { ...shared, id: early(61), name: 'hidden-addon' }), id: early(62) },
    { ...createAttachment(random, shared, { id: early(42), name: 'gone-app' }), id: early(63) },
  );
  const [app] = (other && data.teamApps[other.id]) ?? [];
  if (app) {
    data.addonAttachments.push({
      ...createAttachment(random, shared, app, 'SHARED_DB'),
      log_input_url: `https://token:${HEROKU_CANARIES[4]}@1.us.logplex.io/logs`,
      web_url: `https://resource:${HEROKU_CANARIES[0]}@addons.example.com/?token=${HEROKU_CANARIES[1]}`,
    });
  }
  if (unattached) data.addonAttachments = data.addonAttachments.filter(({ addon }) => addon.id !== unattached.id);
}

function addOddExposure(data: HerokuData, random: Random, team: Team): void {
  const [app, second] = data.teamApps[team.id];
  const wildcard = createCustomDomain(random, app, '*.shop.example.com');
  const umlaut = createCustomDomain(random, app, 'überblick.example.com');
  const failing = {
    ...createCustomDomain(random, app, 'old.example.com'),
    status: 'failing',
    acm_status: 'failed',
    acm_status_reason: 'Failing CCA check',
  };
  const certificate = createSniEndpoint(random, app, [wildcard, umlaut]);
  Object.assign(certificate.ssl_cert, {
    'ca_signed?': false,
    'self_signed?': true,
    acm: false,
    expires_at: '2024-02-29T00:00:00Z',
  });
  data.appDomains[app.id].push(wildcard, umlaut, failing);
  data.appSniEndpoints[app.id].push({ ...certificate, display_name: 'shop-wildcard' });

  const drain = (number: number, url: string) => ({ ...createLogDrain(random, app, url), id: early(number) });
  const [addon] = data.teamAddons[team.id];
  data.appLogDrains[app.id].push(
    drain(71, 'syslog://plain.example.com:514'),
    {
      ...drain(
        72,
        `https://user:${HEROKU_CANARIES[5]}@in.example.com/drain/${HEROKU_CANARIES[6]}?key=${HEROKU_CANARIES[1]}`,
      ),
      token: HEROKU_CANARIES[7],
    },
    // The drain of an add-on has no token.
    {
      ...drain(73, 'https://api.example.org/logs'),
      addon: addon ? { id: addon.id, name: addon.name, app: addon.app } : null,
    },
    { ...drain(74, 'not an address'), app: null },
  );
  if (second) data.appLogDrains[second.id] = [];
}
