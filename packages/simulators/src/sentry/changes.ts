import { type SentryData } from './types';
import { type TeamReference } from './references';

/** Also changes the references to a team. */
export function changeEverywhere(data: SentryData, id: string, fields: object): void {
  const { members, teams, projects, projectKeys, repositories, integrations, issues, more } = data;
  const lists = [members, teams, projects, projectKeys, repositories, integrations, issues];
  const allLists: { id: string }[][] = [...lists, ...Object.values(more)];
  const changed = allLists.flat().find((item) => item.id === id);
  if (!changed) throw new Error(`No item with the id ${id} can be changed.`);
  Object.assign(changed, fields);
  const team = teams.find((item) => item.id === id);
  if (!team) return;
  const named: TeamReference = { id, name: team.name, slug: team.slug };
  for (const project of projects) {
    if (project.team?.id === id) project.team = named;
    project.teams = project.teams?.map((reference) => (reference.id === id ? named : reference));
  }
  for (const member of data.teamMembers[id] ?? []) member.teamSlug = team.slug;
}
