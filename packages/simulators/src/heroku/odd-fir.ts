import { type Random } from '../server/random';
import { type App, type HerokuData, type Team } from './types';
import { type Reference } from './reference';
import { createSpace } from './deployment';
import { createLogDrain, createOwnDomain, createTelemetryDrain } from './exposure';
import { HEROKU_CANARIES } from './canaries';
import { early } from './odd';
import { createApp } from './workloads';

type References = (name: string) => Reference;

/** A Fir space has only telemetry drains. A Shield space has one log drain. */
export function addDrainsOfSpaces(data: HerokuData, random: Random, reference: References, team: Team): void {
  addFir(data, random, reference, team);
  const [shield] = data.spaces.filter(({ id }) => data.inboundRulesets[id]);
  if (!shield) return;
  shield.shield = true;
  const url = `https://user:${HEROKU_CANARIES[5]}@in.example.com/space/${HEROKU_CANARIES[6]}`;
  data.spaceLogDrains[shield.id] = { ...createLogDrain(random, shield, url), app: null, token: HEROKU_CANARIES[7] };
}

function addFir(data: HerokuData, random: Random, reference: References, team: Team): void {
  const space = createSpace(random, reference, team, { id: early(23), name: 'acme-fir-us', number: 97 });
  Object.assign(space, { generation: 'fir', shield: false });
  data.spaces.push(space);
  const apps = [24, 25].map((number) => createFirApp(random, reference, team, number, space));
  data.teamApps[team.id].push(...apps);
  for (const app of apps) {
    data.appDomains[app.id] = [createOwnDomain(random, app)];
    data.appSniEndpoints[app.id] = [];
  }
  const [exporting, silent] = apps as [App, App];
  // In the schema, it is text. Recorded answers have a reference.
  silent.generation = reference('fir');
  data.appTelemetryDrains[silent.id] = [];
  const drain = (owner: 'app' | 'space', id: string, type: string, endpoint: string) =>
    createTelemetryDrain(random, { id, type: owner }, { type, endpoint, headers: { 'api-key': HEROKU_CANARIES[8] } });
  data.appTelemetryDrains[exporting.id] = [
    drain(
      'app',
      exporting.id,
      'otlphttp',
      `https://otel.example.com/v1/${HEROKU_CANARIES[9]}?key=${HEROKU_CANARIES[1]}`,
    ),
    // A gRPC endpoint is a host and a port.
    drain('app', exporting.id, 'otlp', 'collector.example.com:4317'),
  ];
  data.spaceTelemetryDrains[space.id] = [drain('space', space.id, 'otlphttp', 'http://plain.example.com/otlp')];
}

function createFirApp(random: Random, reference: References, team: Team, number: number, space: Reference): App {
  return {
    ...createApp(random, reference, team, `fir-${number}`),
    id: early(number),
    generation: 'fir',
    stack: reference('cnb'),
    build_stack: reference('cnb'),
    base_image_name: 'heroku/heroku:24',
    slug_size: null,
    web_url: null,
    space: { id: space.id, name: space.name },
  };
}
