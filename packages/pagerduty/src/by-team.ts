import type { PagerDutyClient } from './client';
import type { Parts } from './lists';

/** Splits a list by its teams. What is in no team is in no part. */
export const byTeam = (client: PagerDutyClient): Parts => ({
  filter: 'team_ids[]',
  async values() {
    const ids = new Set<string>();
    if (!(await client.abilities()).includes('teams')) return [];
    for await (const { id } of client.list<{ id: string }>({ path: '/teams', key: 'teams' })) ids.add(id);
    return [...ids];
  },
});
