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
import { missingTeamsStep } from './missing-teams';
import { withForecast } from './per-application';
import { permissionsStep } from './permissions';
import { personalOwnersStep } from './personal-owners';
import { pipelinesStep } from './pipelines';
import { spaceDrainsStep } from './space-drains';
import { spacesStep } from './spaces';
import { teamsStep } from './teams';
import { telemetryDrainsStep } from './telemetry-drains';
import { vpnConnectionsStep } from './vpn-connections';

const STEPS: HerokuStep[] = [
  enterpriseAccountsStep,
  teamsStep,
  membersStep,
  applicationsStep,
  personalOwnersStep,
  addonsStep,
  accessRolesStep,
  permissionsStep,
  missingTeamsStep,
  pipelinesStep,
  spacesStep,
  attachmentsStep,
  invitationsStep,
  domainsStep,
  certificatesStep,
  domainCertificatesStep,
  logDrainsStep,
  telemetryDrainsStep,
  spaceDrainsStep,
  vpnConnectionsStep,
];

export const integrationSteps = withForecast(STEPS);
