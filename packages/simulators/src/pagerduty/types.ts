/** @see https://developer.pagerduty.com/api-reference */
export interface PagerDutyData {
  subdomain: string;
  /** Features of the plan, such as `teams`. */
  abilities: string[];
  teams: Team[];
  users: User[];
  members: Record<string, Member[]>;
  services: Service[];
  /** Shown with `include[]=integrations`. */
  integrations: Integration[];
  escalationPolicies: EscalationPolicy[];
  /** Schedules with layers, in the list `/schedules`. */
  schedules: Schedule[];
  /** Schedules with shifts, in the list `/v3/schedules`. `undefined`: the account lacks the feature. */
  shiftSchedules?: ShiftSchedule[];
  oncalls: OnCall[];
  /** The lists of `resources.ts`, by path. */
  more: Record<string, { id: string }[]>;
}

/** A reference to a deleted item has no `self` and no `html_url`. */
export interface Reference {
  id: string;
  type: string;
  summary: string | null;
  self: string | null;
  html_url: string | null;
}

export interface Team extends Reference {
  name: string;
  description: string | null;
  default_role: string;
  parent: Reference | null;
}

export interface User extends Reference {
  name: string;
  email: string;
  time_zone: string;
  color: string;
  role: string;
  avatar_url: string;
  /** Not in the schema, but in every recorded answer. */
  billed: boolean;
  description: string | null;
  invitation_sent: boolean;
  created_via_sso: boolean;
  job_title: string | null;
  teams: Reference[];
  contact_methods: Reference[];
  notification_rules: Reference[];
  /** Both URLs are secrets: they open the user's calendar. */
  http_cal_url?: string;
  web_cal_url?: string;
}

export interface Member {
  user: Reference;
  role: string;
}

export interface Service extends Reference {
  name: string;
  description: string | null;
  auto_resolve_timeout: number | null;
  acknowledgement_timeout: number | null;
  created_at: string;
  status: string;
  last_incident_timestamp: string | null;
  escalation_policy: Reference;
  teams: Reference[];
  integrations: Reference[];
  incident_urgency_rule: {
    type: string;
    urgency?: string;
    during_support_hours?: { type: string; urgency: string };
    outside_support_hours?: { type: string; urgency: string };
  };
  support_hours: object | null;
  scheduled_actions: object[];
  addons: Reference[];
  alert_creation: string;
  auto_pause_notifications_parameters: { enabled: boolean; timeout: number | null };
}

export interface Integration extends Reference {
  name: string;
  service: Reference;
  created_at: string;
  vendor: Reference | null;
  /** Not in the schema, but in recorded answers. A secret that opens incidents. */
  integration_key?: string;
  /** A secret that opens incidents. */
  integration_email?: string;
}

export interface EscalationPolicy extends Reference {
  name: string;
  description: string | null;
  num_loops: number;
  on_call_handoff_notifications: string;
  escalation_rules: EscalationRule[];
  services: Reference[];
  teams: Reference[];
}

export interface EscalationRule {
  id: string;
  escalation_delay_in_minutes: number;
  targets: Reference[];
  /** Shown with `include[]=escalation_rule_assignment_strategies`. */
  escalation_rule_assignment_strategy?: string;
}

export interface Schedule extends Reference {
  name: string;
  description: string | null;
  time_zone: string;
  escalation_policies: Reference[];
  users: Reference[];
  teams: Reference[];
  http_cal_url?: string;
  web_cal_url?: string;
}

/** In version 3, only events name people. */
export interface ShiftSchedule {
  id: string;
  type: 'schedule_v3';
  name: string;
  description: string | null;
  time_zone: string;
  teams: Reference[];
  escalation_policies: Reference[];
  rotations: Rotation[];
  http_cal_url?: string;
  web_cal_url?: string;
  self: string;
  html_url: string;
}

export interface Rotation {
  id: string;
  type: 'schedule_rotation';
  events: RotationEvent[];
}

/** A change of a rotation ends one event and adds another. The ended event stays in the list. */
export interface RotationEvent {
  id: string;
  type: 'schedule_event';
  name: string;
  start_time: ZonedTime;
  end_time: ZonedTime;
  effective_since: string;
  effective_until: string | null;
  recurrence: string[];
  assignment_strategy: { type: string; shifts_per_member?: number; members: ShiftMember[] };
}

interface ZonedTime {
  date_time: string;
  time_zone: string;
}

export interface ShiftMember {
  /** `empty_member`: a shift without a person. */
  type: 'user_member' | 'empty_member';
  user_id?: string;
}

export interface OnCall {
  escalation_policy: Reference;
  escalation_level: number;
  /** `null`: PagerDuty pages no one. */
  user: Reference | null;
  /** `null`: the escalation rule names the person. */
  schedule: Reference | null;
  /** `null` in `start` and `end`: always on call. */
  start: string | null;
  end: string | null;
}
