import { type Reference } from './reference';

export interface Domain {
  id: string;
  app: Reference;
  hostname: string;
  kind: 'heroku' | 'custom';
  /** The target of the DNS record. */
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
  domains: string[];
  ssl_cert: {
    id: string;
    'ca_signed?': boolean;
    'self_signed?': boolean;
    /** Not in the schema, but Heroku's command line reads it: whether Heroku renews the certificate. */
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
  /** The add-on that created the drain. */
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
  /** `headers` contains keys. */
  exporter: { type: string; endpoint: string; headers: Record<string, string> };
  created_at: string;
  updated_at: string;
}
