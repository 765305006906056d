import type { SentryStep } from '../config';
import { membersStep } from './members';
import { organizationStep } from './organization';
import { projectsStep } from './projects';
import { teamsStep } from './teams';

/** In dependency order. */
export const integrationSteps: SentryStep[] = [organizationStep, teamsStep, projectsStep, membersStep];
