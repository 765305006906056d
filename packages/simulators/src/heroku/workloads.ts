import { workloadName } from '../company/teams';
import { type Random } from '../server/random';
import { ENTERPRISES, REGIONS, SERVICES, STACKS } from './catalogue';
import { type AddOn, type App, type Team } from './types';
import { type Reference } from './reference';

/** The same name, such as a service, plan or region, always gives the same id. */
export function createReferences(random: Random): (name: string) => Reference {
  const known = new Map<string, Reference>();
  return (name) => {
    const reference = known.get(name) ?? { id: random.uuid(), name };
    known.set(name, reference);
    return reference;
  };
}

/** Names are unique in Heroku, and have at most 30 characters. The name of the enterprise does not fit. */
export function appName(team: Team, inTeam: number, number: number): string {
  const short = team.name.split('-').at(-1) ?? '';
  if (team.enterprise_account?.name === ENTERPRISES[0]) return workloadName(short, inTeam).slice(0, 30);
  return `${workloadName(short.slice(0, 12), inTeam)}-${number}`.replace(/^(?=\d)/, 'team-');
}

export function createApp(random: Random, reference: (name: string) => Reference, team: Team, name: string): App {
  const stack = reference(random.pick(STACKS));
  return {
    id: random.uuid(),
    name,
    team: { id: team.id, name: team.name },
    // The owner of a team app is not a person.
    owner: { id: team.id, email: `${team.name}@herokumanager.com` },
    region: reference(random.pick(REGIONS)),
    space: null,
    stack,
    build_stack: stack,
    base_image_name: null,
    buildpack_provided_description: random.pick(['Node.js', 'Ruby', 'Python', null]),
    buildpacks: null,
    current_build_architecture: [],
    generation: 'cedar',
    git_url: `https://git.heroku.com/${name}.git`,
    web_url: `https://${name}-${random.hex(12)}.herokuapp.com/`,
    internal_routing: null,
    joined: random.chance(0.3),
    locked: false,
    maintenance: random.chance(0.02),
    repo_size: null,
    slug_size: random.integer(20_000_000, 400_000_000),
    archived_at: null,
    released_at: random.time(2025, 2026),
    created_at: random.time(2018, 2024),
    updated_at: random.time(2024, 2026),
  };
}

export function createAddOn(random: Random, reference: (name: string) => Reference, app: App, number: number): AddOn {
  const service = random.pick(SERVICES);
  const plan = random.pick(service.plans);
  const id = random.uuid();
  return {
    id,
    name: `${service.name.replace('heroku-', '')}-${random.pick(['concave', 'curved', 'flat', 'round'])}-${number}`,
    addon_service: reference(service.name),
    plan: reference(plan.name),
    app: { id: app.id, name: app.name },
    billing_entity: { id: app.id, name: app.name, type: 'app' },
    billed_price: { cents: plan.cents, contract: false, metered: false, unit: 'month' },
    config_vars: service.config_vars,
    provider_id: random.uuid(),
    state: 'provisioned',
    web_url: `https://addons-sso.heroku.com/apps/${app.id}/addons/${id}`,
    actions: [],
    created_at: random.time(2018, 2024),
    updated_at: random.time(2024, 2026),
  };
}
