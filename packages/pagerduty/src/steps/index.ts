import type { PagerDutyStep } from '../config';
import { accountStep } from './account';
import { escalationPoliciesStep } from './escalation-policies';
import { integrationsStep } from './integrations';
import { maintenanceWindowsStep } from './maintenance-windows';
import { onCallsStep } from './on-calls';
import { ruleSchedulesStep } from './rule-schedules';
import { schedulesStep } from './schedules';
import { servicesStep } from './services';
import { teamEscalationPoliciesStep } from './team-escalation-policies';
import { teamMembersStep } from './team-members';
import { teamRolesStep } from './team-roles';
import { teamSchedulesStep } from './team-schedules';
import { teamServicesStep } from './team-services';
import { teamsStep } from './teams';
import { usersStep } from './users';

export const integrationSteps: PagerDutyStep[] = [
  accountStep,
  teamsStep,
  usersStep,
  servicesStep,
  integrationsStep,
  maintenanceWindowsStep,
  teamMembersStep,
  teamRolesStep,
  teamServicesStep,
  onCallsStep,
  escalationPoliciesStep,
  schedulesStep,
  teamEscalationPoliciesStep,
  teamSchedulesStep,
  ruleSchedulesStep,
];
