import { type Reference } from './reference';

export interface Domain {
  id: string;
  app: Reference;
  hostname: string;
  kind: 'heroku' | 'custom';
  /** Where its own DNS record has to point. */
  cname: string | null;
  status: string;
  acm_status: string | null;
  acm_status_reason: string | null;
  sni_endpoint: Reference | null;
  created_at: string;
  updated_at: string;
}

export interface SniEndpoint {
  id: string;
  name: string;
  display_name: string | null;
  app: Reference;
  certificate_chain: string;
  /** Ids. */
  domains: string[];
  ssl_cert: {
    id: string;
    'ca_signed?': boolean;
    'self_signed?': boolean;
    /** In no schema, but read by Heroku's own command line: whether Heroku made it, and renews it. */
    acm: boolean;
    cert_domains: string[];
    issuer: string;
    subject: string;
    starts_at: string;
    expires_at: string;
  };
  created_at: string;
  updated_at: string;
}

export interface LogDrain {
  id: string;
  app: Reference | null;
  /** The one that made it. */
  addon: (Reference & { app: Reference }) | null;
  token: string;
  url: string;
  created_at: string;
  updated_at: string;
}

export interface TelemetryDrain {
  id: string;
  owner: { id: string; type: 'app' | 'space' };
  signals: string[];
  /** The headers hold keys. */
  exporter: { type: string; endpoint: string; headers: Record<string, string> };
  created_at: string;
  updated_at: string;
}
