export const variablesIn = (query: string): string[] => [
  ...new Set([...query.matchAll(/\$\{\s*(\w+)[\w.]*\s*\}/g)].map(([, name]) => name)),
];

export const VARIABLE_KINDS = ['text', 'number', 'boolean', 'json'] as const;
export type VariableKind = (typeof VARIABLE_KINDS)[number];

/** Undefined if the text is not of this kind. */
export function variableOf(text: string, kind: VariableKind): unknown {
  if (kind === 'text') return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return kind === 'json' || typeof value === kind ? value : undefined;
}

export function kindOf(value: unknown): VariableKind {
  const kind = typeof value;
  if (kind === 'string') return 'text';
  return kind === 'number' || kind === 'boolean' ? kind : 'json';
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A text never equals a number, a list, true or false. */
export const textNotes = (query: string, variables: Record<string, unknown>, isEmpty: boolean): string[] =>
  variablesIn(query)
    .filter((name) => {
      const value = variables[name];
      if (typeof value !== 'string') return false;
      return /^(true|false)$/.test(value) || (isEmpty && variableOf(value, 'json') !== undefined);
    })
    .map(
      (name) =>
        `The value of ${name} is the text "${String(variables[name])}". To search for a number, a list, true or false, choose another kind.`,
    );
