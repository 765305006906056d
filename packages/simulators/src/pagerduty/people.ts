import { type Person } from '../company/people';
import { teamName } from '../company/teams';
import { type Random } from '../server/random';
import { JOB_TITLES, ROLES, TIME_ZONES } from './catalogue';
import { type Team, type User } from './types';
import { createId, identify, type Place } from './references';

export function createTeam(random: Random, place: Place, number: number): Team {
  const name = teamName(number);
  return {
    ...identify(place, 'teams', 'team', createId(random), name),
    name,
    description: random.chance(0.5) ? `Everything about ${name}` : null,
    default_role: random.chance(0.9) ? 'manager' : 'none',
    parent: null,
  };
}

export function createUser(random: Random, place: Place, { number, name, email }: Person): User {
  const user = identify(place, 'users', 'user', createId(random), name);
  const own = (list: string, type: string, summary: string) => {
    const id = createId(random);
    return { id, type: `${type}_reference`, summary, self: `${user.self}/${list}/${id}`, html_url: null };
  };
  return {
    ...user,
    name,
    email,
    time_zone: random.pick(TIME_ZONES),
    color: random.pick(['purple', 'green', 'red']),
    role: number === 0 ? 'owner' : pickRole(random),
    avatar_url: 'https://pd-static-assets.pagerduty.com/users/blank-avatar.png',
    billed: random.chance(0.9),
    description: null,
    invitation_sent: random.chance(0.03),
    created_via_sso: random.chance(0.6),
    job_title: random.pick(JOB_TITLES),
    teams: [],
    contact_methods: [own('contact_methods', 'email_contact_method', 'Default')],
    notification_rules: [own('notification_rules', 'assignment_notification_rule', '0 minutes: channel')],
  };
}

function pickRole(random: Random): string {
  let left = random.integer(0, 99) / 100;
  for (const [role, share] of ROLES) {
    if (left < share) return role;
    left -= share;
  }
  return ROLES[0][0];
}
