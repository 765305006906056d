import { IncompleteDataError, kept } from '@j1-integrations/integration-kit';
import type { HerokuStep } from '../config';
import { ADDON_ENTITY, APPLICATION_HAS_ADDON } from './addons';
import { APPLICATION_ENTITY } from './application-entity';
import { TEAM_OWNS_APPLICATION } from './applications';
import { TEAM_HAS_MEMBER } from './members';
import { accessSource, NAMED_TEAMS, permissionsStep } from './permissions';
import { ACCOUNT_HAS_TEAM, TEAM_ENTITY, teamKey } from './teams';

const NAMED_IN_MESSAGE = 5;

/**
 * Emits nothing. Where a list of permissions names a team that no list of teams has, those lists were not whole: this
 * step fails, and declares what every run reads of a team, so that JupiterOne keeps it.
 */
export const missingTeamsStep: HerokuStep = {
  id: 'check-missing-teams',
  name: 'Check that no list of teams lacks one that permissions name',
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
      `Lists of permissions name teams that no list of teams has (${missing.slice(0, NAMED_IN_MESSAGE).join(', ')}${more}): ` +
        'those lists are not whole, and nothing that belongs to teams is deleted.',
    );
  },
};
