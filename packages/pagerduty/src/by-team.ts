import { failureOf, IncompleteDataError, reasonOf } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { PagerDutyClient } from './client';
import type { Parts } from './lists';

/** Splits a list by its teams. What is in no team is in no part, and without teams there are no parts. */
export const byTeam = (client: PagerDutyClient): Parts => ({
  filter: 'team_ids[]',
  async values() {
    const ids = new Set<string>();
    if (!(await client.abilities()).includes('teams')) return [];
    try {
      for await (const { id } of client.list<{ id: string }>({ path: pathTo`/teams`, key: 'teams' })) ids.add(id);
    } catch (error) {
      // The plan has no teams, whatever the abilities said.
      if (failureOf(error) === 'lacking') return [];
      // Refused teams are no refusal of the list that they split: of that one, a part would be missing.
      if (failureOf(error) === 'refused')
        throw new IncompleteDataError(`Its teams could not be read: ${reasonOf(error)}.`);
      throw error;
    }
    return [...ids];
  },
});
