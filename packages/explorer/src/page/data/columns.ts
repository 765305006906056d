import type { Properties } from '@j1-integrations/j1ql';
import type { Column } from './answers';

/** Best first. */
const INFORMATIVE = [
  /^email$/,
  /^status$/,
  /^active$/,
  /^(role|orgRole|jobTitle|title)$/,
  /^(admin|superAdmin|owner)/,
  /^mfa/,
  /^stage$/,
  /^(platform|region|stack|plan|provider)$/,
  /^(state|type|level|kind)$/,
  /^description$/,
  /(leftOn|lastLoginOn|lastSeenOn)$/,
  /^createdOn$/,
  /On$/,
];
const HIDDEN = /^(name|displayName|id|tag\.AccountName|webLink|.*(Id|Ids|Url|URL|Link))$/;
const SAMPLE = 500;
const SHOWN = 5;

/** `shown` are the default columns. */
export function columnsFor(entities: readonly Properties[]): { shown: Column[]; available: Column[] } {
  const sample = entities.slice(0, SAMPLE);
  const values = new Map<string, unknown[]>();
  for (const entity of sample) {
    for (const [name, value] of Object.entries(entity)) {
      if (name.startsWith('_') || value === null || value === undefined) continue;
      const list = values.get(name);
      if (list) list.push(value);
      else values.set(name, [value]);
    }
  }
  const available = [...values.keys()].filter((name) => name !== 'displayName');
  const score = (name: string): number => {
    const known = values.get(name) ?? [];
    const rank = INFORMATIVE.findIndex((pattern) => pattern.test(name));
    const isConstant = new Set(known.map((value) => JSON.stringify(value))).size === 1 && sample.length > 1;
    const isLong = known.some((value) => typeof value === 'string' && value.length > 200);
    return (rank === -1 ? INFORMATIVE.length : rank) + (isConstant ? 20 : 0) + (isLong ? 10 : 0);
  };
  const shown = available
    .filter((name) => !HIDDEN.test(name) && (values.get(name)?.length ?? 0) >= sample.length * 0.3)
    .map((name) => ({ name, score: score(name) }))
    .filter((one) => one.score < 20)
    .sort((a, b) => a.score - b.score)
    .slice(0, SHOWN);
  return { shown: shown.map(({ name }) => columnOf(name)), available: available.sort().map(columnOf) };
}

export const columnOf = (key: string): Column => ({ key, title: key });
