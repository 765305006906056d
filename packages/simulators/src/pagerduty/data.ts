/**
 * What a PagerDuty account holds, in PagerDuty's own spelling: bodies as complete as its API gives them.
 * @see https://developer.pagerduty.com/api-reference
 */
export interface PagerDutyData {
  /** Part of every `html_url`. */
  subdomain: string;
  /** What the account's plan allows. Without `teams` there are none. */
  abilities: string[];
  teams: Team[];
  users: User[];
  /** By team id. */
  members: Record<string, Member[]>;
  services: Service[];
  /** What `include[]=integrations` makes of a service's references. */
  integrations: Integration[];
  escalationPolicies: EscalationPolicy[];
  /** Those with layers, which `/schedules` lists. */
  schedules: Schedule[];
  /** Those with shifts, which `/v3/schedules` lists. `undefined`: the account does not have them. */
  shiftSchedules?: ShiftSchedule[];
  /** Who is on call now. */
  oncalls: OnCall[];
  /** Lists that have a file of their own, by their path. */
  more: Record<string, { id: string }[]>;
}

/** Of what is deleted, references may remain: without `self` and `html_url`. */
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
  /** In no schema, and in every recorded answer. */
  billed: boolean;
  description: string | null;
  invitation_sent: boolean;
  created_via_sso: boolean;
  job_title: string | null;
  teams: Reference[];
  contact_methods: Reference[];
  notification_rules: Reference[];
  /** Whoever has these two can read the user's calendar. */
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
  /** Whoever has it can open incidents. In no schema, and in every recorded answer but those of e-mail. */
  integration_key?: string;
  /** Likewise. */
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
  /** Only with `include[]=escalation_rule_assignment_strategies`. */
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

/**
 * Its list of people is in no answer: they are the members of its events.
 * @see https://developer.pagerduty.com/api-reference (schedules, version 3)
 */
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

/** Who is on duty in which shifts, and until when. A change of the rotation ends an event and adds one: the old one stays. */
export interface RotationEvent {
  id: string;
  type: 'schedule_event';
  name: string;
  start_time: ZonedTime;
  end_time: ZonedTime;
  effective_since: string;
  /** `null`: without an end. */
  effective_until: string | null;
  recurrence: string[];
  assignment_strategy: { type: string; shifts_per_member?: number; members: ShiftMember[] };
}

interface ZonedTime {
  date_time: string;
  time_zone: string;
}

export interface ShiftMember {
  /** Without a person, a shift is empty on purpose. */
  type: 'user_member' | 'empty_member';
  user_id?: string;
}

export interface OnCall {
  escalation_policy: Reference;
  escalation_level: number;
  /** `null` where there is no one to page. */
  user: Reference | null;
  /** `null` where the person is a target without a schedule. */
  schedule: Reference | null;
  /** Both `null`: always. */
  start: string | null;
  end: string | null;
}
