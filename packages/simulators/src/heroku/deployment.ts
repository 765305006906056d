import { type Random } from '../server/random';
import {
  type AddOn,
  type AddOnAttachment,
  type App,
  type InboundRuleset,
  type Invitation,
  type PermissionEntity,
  type Pipeline,
  type PipelineCoupling,
  type Space,
  type Team,
  type TeamMember,
} from './types';
import { type Reference } from './reference';
import { timestamps } from './timestamps';

const PERMISSIONS = ['view', 'deploy', 'operate', 'manage'];
const STAGES = ['production', 'staging', 'development', 'review'];

export function createPermissions(
  random: Random,
  team: Team,
  app: App,
  members: readonly TeamMember[],
  users: number,
): PermissionEntity {
  const chosen = random.sample(
    members.flatMap(({ user }) => user ?? []),
    users,
  );
  return {
    id: app.id,
    type: 'app',
    name: app.name,
    team_id: team.id,
    users: chosen.map(({ id, email }) => ({
      id,
      email,
      permissions: PERMISSIONS.slice(0, random.integer(1, PERMISSIONS.length)),
    })),
  };
}

export function createInvitation(random: Random, team: Team, inviter: TeamMember, number: number): Invitation {
  const user = inviter.user ?? { id: random.uuid(), email: inviter.email, name: null };
  return {
    id: random.uuid(),
    invited_by: user,
    team: { id: team.id, name: team.name },
    role: random.pick(['member', 'admin', 'collaborator']),
    user: { id: random.uuid(), email: `invited.${number}@example.com`, name: null },
    ...timestamps(random),
  };
}

export function createPipeline(
  random: Random,
  reference: (name: string) => Reference,
  team: Team,
  apps: readonly App[],
  number: number,
): { pipeline: Pipeline; couplings: PipelineCoupling[] } {
  const pipeline: Pipeline = {
    id: random.uuid(),
    // A name has at most 30 characters and begins with a letter.
    name: `${team.name.split('-').at(-1)?.slice(0, 12)}-pipeline-${number}`.replace(/^(?=\d)/, 'team-'),
    owner: { id: team.id, type: 'team' },
    generation: reference('cedar'),
    ...timestamps(random),
  };
  const couplings = apps.map(({ id }, i) => createCoupling(random, pipeline.id, id, STAGES[i % STAGES.length]));
  return { pipeline, couplings };
}

export const createCoupling = (random: Random, pipeline: string, app: string, stage: string): PipelineCoupling => ({
  id: random.uuid(),
  app: { id: app },
  pipeline: { id: pipeline },
  stage,
  ...timestamps(random),
});

/** @param number unique: the address range depends on it */
export function createSpace(
  random: Random,
  reference: (name: string) => Reference,
  team: Team,
  { id = random.uuid(), name, number }: { id?: string; name: string; number: number },
): Space {
  return {
    id,
    name,
    organization: { name: team.name },
    team: { id: team.id, name: team.name },
    region: reference(random.pick(['virginia', 'dublin'])),
    shield: random.chance(0.5),
    state: 'allocated',
    cidr: `10.${number % 200}.0.0/16`,
    data_cidr: `172.${16 + (number % 16)}.0.0/16`,
    generation: 'cedar',
    ...timestamps(random),
  };
}

export const createRuleset = (random: Random, { id, name }: Space, ...sources: string[]): InboundRuleset => ({
  id: random.uuid(),
  space: { id, name },
  rules: sources.map((source) => ({ action: 'allow', source })),
  created_by: 'network@example.com',
  created_at: random.time(2020, 2026),
});

export function createAttachment(
  random: Random,
  addon: AddOn,
  app: Reference = addon.app,
  name = addon.addon_service.name.replace(/\W/g, '_').toUpperCase(),
): AddOnAttachment {
  return {
    id: random.uuid(),
    name,
    addon: { id: addon.id, name: addon.name, app: addon.app },
    app: { id: app.id, name: app.name },
    namespace: null,
    log_input_url: null,
    web_url: addon.web_url === null ? null : `https://addons-sso.heroku.com/apps/${app.id}/addons/${addon.id}`,
    ...timestamps(random),
  };
}
