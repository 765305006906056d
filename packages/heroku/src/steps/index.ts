import type { HerokuStep } from '../config';
import { accessRolesStep } from './access-roles';
import { addonsStep } from './addons';
import { applicationsStep } from './applications';
import { attachmentsStep } from './attachments';
import { certificatesStep } from './certificates';
import { domainCertificatesStep } from './domain-certificates';
import { domainsStep } from './domains';
import { enterpriseAccountsStep } from './enterprise-accounts';
import { invitationsStep } from './invitations';
import { logDrainsStep } from './log-drains';
import { membersStep } from './members';
import { permissionsStep } from './permissions';
import { pipelinesStep } from './pipelines';
import { spacesStep } from './spaces';
import { teamsStep } from './teams';

/** In dependency order. */
export const integrationSteps: HerokuStep[] = [
  enterpriseAccountsStep,
  teamsStep,
  membersStep,
  applicationsStep,
  addonsStep,
  accessRolesStep,
  permissionsStep,
  pipelinesStep,
  spacesStep,
  attachmentsStep,
  invitationsStep,
  domainsStep,
  certificatesStep,
  domainCertificatesStep,
  logDrainsStep,
];
