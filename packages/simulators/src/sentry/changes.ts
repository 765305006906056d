import { type SentryData } from './data';
import { type TeamReference } from './references';

/** Changes an item, and the references to a team. */
export function changeEverywhere(data: SentryData, id: string, fields: object): void {
  const { members, teams, projects, projectKeys, repositories, integrations, issues, more } = data;
  const lists = [members, teams, projects, projectKeys, repositories, integrations, issues];
  const things: { id: string }[][] = [...lists, ...Object.values(more)];
  const thing = things.flat().find((one) => one.id === id);
  if (!thing) throw new Error(`There is nothing with the id ${id} that could change.`);
  Object.assign(thing, fields);
  const team = teams.find((one) => one.id === id);
  if (!team) return;
  const named: TeamReference = { id, name: team.name, slug: team.slug };
  for (const project of projects) {
    if (project.team?.id === id) project.team = named;
    project.teams = project.teams?.map((reference) => (reference.id === id ? named : reference));
  }
  for (const member of data.teamMembers[id] ?? []) member.teamSlug = team.slug;
}
