import { isIP } from 'node:net';
import type { LogRow } from '../model/log-row';
import { eventTextOf, type EventText } from './event-text';
import { cutAtDepth } from '../model/json-depth';
import { nameOf } from '../model/event-names';
import { ACTIVITIES, CLASS_NAMES, CLASS_UIDS, OCSF_CLASSES, OTHER, type OcsfClass } from './ocsf-classes';
import { severityOf } from './severity';

export const OCSF_VERSION = '1.8.0';

const SEVERITIES = { 1: 'Informational', 2: 'Low', 3: 'Medium' } as const;
const CATEGORIES = {
  3: { category_uid: 3, category_name: 'Identity & Access Management' },
  6: { category_uid: 6, category_name: 'Application Activity' },
};

interface NamedObject {
  id?: string;
  name?: string;
  email?: string;
}

interface HerokuEvent {
  created_at?: string;
  actor?: NamedObject;
  app?: NamedObject;
  team?: NamedObject;
  enterprise_account?: NamedObject;
  request?: { ip_address?: string };
  data?: Record<string, unknown>;
}

/** @see https://schema.ocsf.io/1.8.0 */
export function ocsfLine(row: LogRow): string {
  const eventText = eventTextOf(row);
  const { data, ...event } = eventIn(eventText);
  const isWhole = 'json' in eventText;
  const name = nameOf(row.type, row.action);
  const mapped = OCSF_CLASSES[name] ?? OTHER;
  const class_uid = CLASS_UIDS[mapped.class];
  const severity_id = severityOf(row);
  const activity_name = ACTIVITIES[mapped.class][mapped.activity];
  const firstSeen = Date.parse(row.first_seen);
  return JSON.stringify({
    activity_id: mapped.activity,
    activity_name,
    ...CATEGORIES[class_uid === 6003 ? 6 : 3],
    class_uid,
    class_name: CLASS_NAMES[mapped.class],
    type_uid: class_uid * 100 + mapped.activity,
    type_name: `${CLASS_NAMES[mapped.class]}: ${activity_name}`,
    severity_id,
    severity: SEVERITIES[severity_id],
    status_id: 1,
    status: 'Success',
    status_detail: detailOf(row, eventText),
    time: row.created_at === null ? firstSeen : Date.parse(row.created_at),
    message: `${name} by ${row.actor ?? 'unknown'}${row.app === null ? '' : ` on ${row.app}`}`,
    metadata: {
      version: OCSF_VERSION,
      profiles: ['cloud'],
      product: { name: 'Heroku', vendor_name: 'Salesforce' },
      uid: row.revision === 0 ? row.id : `${row.id}#${row.revision}`,
      event_code: name,
      log_name: 'audit-trail',
      log_provider: row.source,
      original_time: event.created_at,
      logged_time: firstSeen,
      sequence: row.seq,
    },
    cloud: { provider: 'Heroku', account: account(event.enterprise_account) },
    actor: { user: userOf(event.actor) ?? { name: 'unknown' } },
    src_endpoint: row.ip !== null && isIP(row.ip) > 0 ? { ip: row.ip } : { name: row.ip ?? 'unknown' },
    ...subjectOf(mapped, name, { data, ...event }),
    observables: observablesOf(row),
    unmapped: isWhole && data && Object.keys(data).length > 0 ? data : undefined,
    raw_data: isWhole ? eventText.json : eventText.text,
  });
}

function subjectOf(mapped: OcsfClass, name: string, event: HerokuEvent): Record<string, unknown> {
  const app = resourceOf('App', event.app);
  const team = resourceOf('Team', event.team);
  switch (mapped.class) {
    case 'entity_management': {
      const isApp = mapped.entity === 'App';
      const about = mapped.entity === 'Group' ? event.team : isApp ? event.app : subjectIn(event.data);
      return {
        entity: {
          type: `Heroku ${mapped.entity}`,
          uid: about?.id,
          name: about?.name ?? (about?.id === undefined ? (event.app?.name ?? 'unknown') : undefined),
        },
      };
    }
    case 'user_access':
      return {
        user: userOf(personIn(event)) ?? { name: 'unknown' },
        privileges: privilegesIn(event, name),
        resources: [app ?? team ?? resourceOf('Enterprise Account', event.enterprise_account)].filter(Boolean),
      };
    case 'group_management':
      return {
        group: { uid: event.team?.id, name: event.team?.name ?? 'unknown' },
        user: name.startsWith('team_membership') ? (userOf(personIn(event)) ?? { name: 'unknown' }) : undefined,
      };
    case 'api_activity': {
      const keys = Array.isArray(event.data?.keys) ? (event.data.keys as unknown[]) : [];
      const resources = [
        resourceOf('Add-on', partOf(event.data?.addon)),
        app ?? team,
        ...keys.filter((key) => typeof key === 'string').map((key) => ({ type: 'Heroku Config Var', name: key })),
      ].filter((resource) => resource !== undefined);
      return { api: { operation: name }, resources: resources.length > 0 ? resources : undefined };
    }
  }
}

function detailOf({ kind, revision, actor, ip }: LogRow, eventText: EventText): string | undefined {
  const details = [
    ...('json' in eventText ? [] : [`The event is told by what the log knows of it: ${eventText.unformatted}`]),
    ...(kind === 'vanished' ? ['Heroku no longer lists this event'] : []),
    ...(kind === 'event' && revision > 0 ? [`Heroku changed this event: revision ${revision}`] : []),
    ...(kind === 'extended' ? [`Heroku says more of this event than before: revision ${revision}`] : []),
    ...(actor === null ? ['Heroku named no actor'] : []),
    ...(ip === null ? ['Heroku named no address'] : []),
  ];
  return details.length > 0 ? details.join('; ') : undefined;
}

function observablesOf({ actor, ip }: LogRow): object[] | undefined {
  const observables = [
    ...(ip !== null && isIP(ip) > 0 ? [{ name: 'src_endpoint.ip', type_id: 2, type: 'IP Address', value: ip }] : []),
    ...(actor?.includes('@')
      ? [{ name: 'actor.user.email_addr', type_id: 5, type: 'Email Address', value: actor }]
      : []),
  ];
  return observables.length > 0 ? observables : undefined;
}

function eventIn(eventText: EventText): HerokuEvent {
  if ('json' in eventText) return eventOf(eventText.event);
  try {
    return eventText.text === undefined ? {} : eventOf(JSON.parse(cutAtDepth(eventText.text, 4)));
  } catch {
    return {};
  }
}

function eventOf(event: unknown): HerokuEvent {
  if (typeof event !== 'object' || event === null) return {};
  const { created_at, data, request, ...parts } = event as Record<string, unknown>;
  return {
    created_at: typeof created_at === 'string' ? created_at : undefined,
    actor: partOf(parts.actor),
    app: partOf(parts.app),
    team: partOf(parts.team),
    enterprise_account: partOf(parts.enterprise_account),
    request: typeof request === 'object' && request !== null ? request : undefined,
    data: typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined,
  };
}

function partOf(value: unknown): NamedObject | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, name, email } = value as Record<string, unknown>;
  const text = (field: unknown) => (typeof field === 'string' && field !== '' ? field : undefined);
  const part = { id: text(id), name: text(name), email: text(email) };
  return (part.id ?? part.name ?? part.email) ? part : undefined;
}

const userOf = (part: NamedObject | undefined) =>
  part && { uid: part.id, name: part.name ?? part.email ?? part.id, email_addr: part.email };
const account = (part: NamedObject | undefined) => part && { uid: part.id, name: part.name };
const resourceOf = (type: string, part: NamedObject | undefined) =>
  part && { type: `Heroku ${type}`, uid: part.id, name: part.name };

/** The user whose access has changed. */
const personIn = ({ data }: HerokuEvent) =>
  ['user', 'collaborator', 'member', 'invitee'].map((name) => partOf(data?.[name])).find(Boolean) ??
  partOf({ email: data?.email });

/** The object of the event, if it is neither an app nor a team. */
const subjectIn = (data: HerokuEvent['data']) =>
  ['addon', 'domain', 'space', 'sni_endpoint'].map((name) => partOf(data?.[name])).find(Boolean) ??
  partOf({ name: data?.hostname ?? data?.name });

function privilegesIn({ data }: HerokuEvent, name: string): string[] {
  const given = [data?.role, data?.permissions, data?.permission].flat().filter((one) => typeof one === 'string');
  return given.length > 0 ? given : [name.split('.')[0]];
}
