import type { SentryStep } from '../config';
import { appsStep } from './apps';
import { findingsStep } from './findings';
import { integrationsStep } from './integrations';
import { membersStep } from './members';
import { monitorsStep } from './monitors';
import { organizationStep } from './organization';
import { projectKeysStep } from './project-keys';
import { projectsStep } from './projects';
import { repositoriesStep } from './repositories';
import { rolesStep } from './roles';
import { teamsStep } from './teams';

export const integrationSteps: SentryStep[] = [
  organizationStep,
  teamsStep,
  projectsStep,
  membersStep,
  rolesStep,
  projectKeysStep,
  repositoriesStep,
  integrationsStep,
  appsStep,
  monitorsStep,
  findingsStep,
];
