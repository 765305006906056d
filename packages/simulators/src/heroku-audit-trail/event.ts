/** @see https://devcenter.heroku.com/articles/platform-api-reference#audit-trail-event */
export interface AuditEvent {
  id: string;
  created_at: string;
  type: string;
  action: string;
  actor: { id: string; email: string } | null;
  app: Reference | null;
  owner: { id: string; email: string } | null;
  enterprise_account: Reference;
  team: Reference | null;
  request: { ip_address: string } | null;
  data: Record<string, unknown>;
}

export interface Reference {
  id: string;
  name: string;
}

/** @see https://devcenter.heroku.com/articles/platform-api-reference#archive */
export interface Archive {
  year: number;
  month: string;
  created_at: string;
  /** SHA-256 of the file, in hexadecimal. */
  checksum: string;
  size: number;
  url: string;
}
