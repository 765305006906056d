import { failureOf, IncompleteDataError, reasonOf } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { PagerDutyClient } from './client';
import type { Parts } from './lists';

/** Splits a list by team. An item without a team is in no part. */
export const byTeam = (client: PagerDutyClient): Parts => ({
  filter: 'team_ids[]',
  async values() {
    const ids = new Set<string>();
    if (!(await client.abilities()).includes('teams')) return [];
    try {
      for await (const { id } of client.list<{ id: string }>({ path: pathTo`/teams`, key: 'teams' })) ids.add(id);
    } catch (error) {
      // The plan has no teams, although the abilities name them.
      if (failureOf(error) === 'lacking') return [];
      // This is not a refusal of the split list itself.
      if (failureOf(error) === 'refused')
        throw new IncompleteDataError(
          `The list must be read by team because it is too long, but the teams could not be read: ${reasonOf(error)}.`,
        );
      throw error;
    }
    return [...ids];
  },
});
