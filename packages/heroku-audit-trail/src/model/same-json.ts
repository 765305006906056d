/** Whether two JSON texts have the same content. The order of keys and the spaces do not count. */
export function hasSameContent(one: Buffer, other: Buffer): boolean {
  const [first, second] = [one, other].map((raw): unknown => JSON.parse(raw.toString()));
  return hasAllOf(first, second) && hasAllOf(second, first);
}

/** Whether `after` has all that `before` has, and more. */
export function isExtension(before: Buffer, after: Buffer): boolean {
  return !before.equals(after) && hasAllOf(JSON.parse(after.toString()), JSON.parse(before.toString()));
}

/** Compares lists item by item. They must have the same length: an added item is a change, not an extension. */
function hasAllOf(value: unknown, part: unknown): boolean {
  const open: [unknown, unknown][] = [[value, part]];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [has, wanted] = pair;
    if (typeof wanted !== 'object' || wanted === null || typeof has !== 'object' || has === null) {
      if (!Object.is(has, wanted)) return false;
      continue;
    }
    if (Array.isArray(has) !== Array.isArray(wanted)) return false;
    if (Array.isArray(has) && has.length !== (wanted as unknown[]).length) return false;
    for (const [key, one] of Object.entries(wanted)) {
      if (!Object.hasOwn(has, key)) return false;
      open.push([(has as Record<string, unknown>)[key], one]);
    }
  }
  return true;
}
