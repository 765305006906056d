import { failureOf, IncompleteDataError, reasonOf } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { PagerDutyClient } from './client';
import type { Parts } from './lists';

/** Items without a team are in no part. */
export const byTeam = (client: PagerDutyClient): Parts => ({
  filter: 'team_ids[]',
  async values() {
    const ids = new Set<string>();
    if (!(await client.abilities()).includes('teams')) return [];
    try {
      for await (const { id } of client.list<{ id: string }>({ path: pathTo`/teams`, key: 'teams' })) ids.add(id);
    } catch (error) {
      // The plan has no teams, though its abilities name them.
      if (failureOf(error) === 'lacking') return [];
      // If teams are refused, a part of the split list is missing.
      if (failureOf(error) === 'refused')
        throw new IncompleteDataError(`Its teams could not be read: ${reasonOf(error)}.`);
      throw error;
    }
    return [...ids];
  },
});
