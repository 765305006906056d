import { type Reference } from './reference';

export interface PermissionEntity {
  /** The id of the app or the space. */
  id: string;
  type: 'app' | 'space';
  name: string;
  team_id: string;
  users: { id: string; email: string; permissions: string[] }[];
}

export interface Invitation {
  id: string;
  invited_by: { id: string; email: string; name: string | null };
  team: Reference;
  role: string | null;
  user: { id: string; email: string; name: string | null };
  created_at: string;
  updated_at: string;
}

export interface Pipeline {
  id: string;
  name: string;
  owner: { id: string; type: 'team' | 'user' } | null;
  generation: Reference;
  created_at: string;
  updated_at: string;
}

export interface PipelineCoupling {
  id: string;
  app: { id: string };
  pipeline: { id: string };
  stage: string;
  created_at: string;
  updated_at: string;
}

export interface Space {
  id: string;
  name: string;
  organization: { name: string };
  team: Reference;
  region: Reference;
  shield: boolean;
  state: string;
  cidr: string;
  data_cidr: string;
  generation: string | Reference;
  created_at: string;
  updated_at: string;
}

export interface InboundRuleset {
  id: string;
  space: Reference;
  rules: { action: string; source: string }[];
  /** Not in the schema: whether the rules are active. */
  applied?: boolean;
  created_by: string;
  created_at: string;
}

export interface AddOnAttachment {
  id: string;
  /** The prefix of the app's config vars, such as `DATABASE`. */
  name: string;
  addon: Reference & { app: Reference };
  app: Reference;
  namespace: string | null;
  /** Contains a token. */
  log_input_url: string | null;
  web_url: string | null;
  created_at: string;
  updated_at: string;
}
