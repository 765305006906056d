import { IncompleteDataError, kept } from '@j1-integrations/integration-kit';
import type { HerokuStep } from '../config';
import { ADDON_ENTITY, APPLICATION_HAS_ADDON } from './addons';
import { APPLICATION_ENTITY } from './application-entity';
import { TEAM_OWNS_APPLICATION } from './applications';
import { TEAM_HAS_MEMBER } from './member-entity';
import { accessSource, NAMED_TEAMS, permissionsStep } from './permissions';
import { ACCOUNT_HAS_TEAM, TEAM_ENTITY, teamKey } from './teams';

const NAMED_IN_MESSAGE = 5;

/**
 * Fails if permissions name a team that is in no list of teams, because then those lists are incomplete. The step adds no
 * objects. It declares the types of a team and its objects, so that JupiterOne deletes none of them.
 */
export const missingTeamsStep: HerokuStep = {
  id: 'check-missing-teams',
  name: 'Check that the lists of teams are complete',
  source: accessSource,
  entities: [TEAM_ENTITY, APPLICATION_ENTITY, ADDON_ENTITY],
  relationships: [ACCOUNT_HAS_TEAM, TEAM_HAS_MEMBER, TEAM_OWNS_APPLICATION, APPLICATION_HAS_ADDON],
  dependsOn: [permissionsStep.id],
  async executionHandler({ jobState }) {
    const named = await kept<ReadonlySet<string>>(jobState, NAMED_TEAMS, () => new Set());
    const missing = [...named].filter((id) => !jobState.hasKey(teamKey(id))).sort();
    if (missing.length === 0) return;
    const more = missing.length > NAMED_IN_MESSAGE ? `, and ${missing.length - NAMED_IN_MESSAGE} more` : '';
    throw new IncompleteDataError(
      `Heroku's lists of teams are incomplete: permissions name other teams (${missing.slice(0, NAMED_IN_MESSAGE).join(', ')}${more}). ` +
        'The step fails, so that JupiterOne deletes nothing of a team.',
    );
  },
};
