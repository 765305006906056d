import type { LogRow } from '../model/log-row';
import { nameOf } from '../model/event-names';
import { OCSF_CLASSES, OTHER } from './ocsf-classes';

/** 1 informational, 2 low, 3 medium, as OCSF counts. */
export type Severity = 1 | 2 | 3;

/** Edits are most severe, because an audit trail does not change without a reason. */
export function severityOf({ kind, revision, type, action }: LogRow): Severity {
  if (kind === 'vanished' || (kind === 'event' && revision > 0)) return 3;
  return (OCSF_CLASSES[nameOf(type, action)] ?? OTHER).severity ?? 1;
}
