export interface Repository {
  id: string;
  name: string;
  url: string | null;
  provider: { id: string; name: string };
  status: string;
  dateCreated: string;
  integrationId: string | null;
  externalSlug: string | null;
  externalId: string | null;
}

export interface Integration {
  id: string;
  name: string;
  icon: string | null;
  domainName: string | null;
  accountType: string | null;
  scopes: string[] | null;
  outOfDate: boolean | null;
  status: string;
  provider: {
    key: string;
    slug: string;
    name: string;
    canAdd: boolean;
    canDisable: boolean;
    features: string[];
    aspects: Record<string, unknown>;
  };
  configOrganization: unknown[];
  configData: Record<string, unknown> | null;
  externalId: string;
  organizationId: number;
  organizationIntegrationStatus: string;
  gracePeriodEnd: string | null;
}

export interface App {
  uuid: string;
  name: string;
  slug: string;
  /** `internal`: the organization made the app, and the app has its own token. */
  status: string;
  scopes: string[];
  allowedOrigins: string[];
  avatars: { avatarType: string; avatarUuid: string; avatarUrl: string; color: boolean; photoType: string }[];
  events: string[];
  webhookEvents: string[];
  featureData: string[];
  isAlertable: boolean;
  metadata: string;
  schema: string;
  verifyInstall: boolean;
  webhookHeaders: string[];
  isDisabled?: boolean;
  author?: string | null;
  overview?: string | null;
  popularity?: number | null;
  redirectUrl?: string | null;
  webhookUrl?: string | null;
  clientSecret?: string | null;
  clientId?: string;
  owner?: { id: number; slug: string };
}
