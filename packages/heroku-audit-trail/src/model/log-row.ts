export interface LogRow {
  seq: number;
  source: string;
  id: string;
  revision: number;
  kind: 'event' | 'extended' | 'vanished';
  day: string;
  created_at: string | null;
  type: string | null;
  action: string | null;
  actor: string | null;
  app: string | null;
  team: string | null;
  ip: string | null;
  raw: string;
  late: 0 | 1;
  first_seen: string;
}
