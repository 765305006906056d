import { type Reference } from './reference';

export interface App {
  id: string;
  name: string;
  team: Reference | null;
  owner: { id: string; email: string } | null;
  region: Reference;
  space: Reference | null;
  stack: Reference;
  build_stack: Reference;
  base_image_name: string | null;
  buildpack_provided_description: string | null;
  buildpacks: { id: string; version: string; homepage: string }[] | null;
  current_build_architecture: string[];
  /** In the schema, it is text. Recorded answers have a reference. */
  generation: string | Reference;
  git_url: string;
  web_url: string | null;
  internal_routing: boolean | null;
  joined: boolean;
  locked: boolean;
  maintenance: boolean;
  repo_size: number | null;
  slug_size: number | null;
  archived_at: string | null;
  released_at: string | null;
  created_at: string;
  updated_at: string;
}

/** An app in the list of a person's apps. */
export interface PersonalApp extends Omit<App, 'joined' | 'locked'> {
  acm: boolean;
  organization: Reference | null;
}

export interface AddOn {
  id: string;
  name: string;
  addon_service: Reference;
  plan: Reference;
  /** The app that owns the add-on. */
  app: Reference;
  billing_entity: Reference & { type: 'app' | 'team' };
  billed_price: { cents: number; contract: boolean; metered: boolean; unit: string } | null;
  /** Names without values. */
  config_vars: string[];
  provider_id: string;
  provision_message?: string;
  state: string;
  web_url: string | null;
  actions: { id: string; label: string; action: string; url: string; requires_owner: boolean }[];
  created_at: string;
  updated_at: string;
}
