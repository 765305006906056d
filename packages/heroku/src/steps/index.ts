import type { HerokuStep } from '../config';
import { addonsStep } from './addons';
import { applicationsStep } from './applications';
import { enterpriseAccountsStep } from './enterprise-accounts';
import { membersStep } from './members';
import { teamsStep } from './teams';

/** In dependency order. */
export const integrationSteps: HerokuStep[] = [
  enterpriseAccountsStep,
  teamsStep,
  membersStep,
  applicationsStep,
  addonsStep,
];
