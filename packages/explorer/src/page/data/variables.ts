export const variablesIn = (query: string): string[] => [
  ...new Set([...query.matchAll(/\$\{\s*(\w+)[\w.]*\s*\}/g)].map(([, name]) => name)),
];

export const VARIABLE_KINDS = ['text', 'number', 'boolean', 'json'] as const;
export type VariableKind = (typeof VARIABLE_KINDS)[number];

/** Undefined for a text that is not of the kind. */
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

/** A text equals no number, no list, and neither true nor false. */
export const textNotes = (query: string, variables: Record<string, unknown>, isEmpty: boolean): string[] =>
  variablesIn(query)
    .filter((name) => {
      const value = variables[name];
      if (typeof value !== 'string') return false;
      return /^(true|false)$/.test(value) || (isEmpty && variableOf(value, 'json') !== undefined);
    })
    .map(
      (name) => `${name} is the text "${String(variables[name])}". Choose another kind if it is not meant as a text.`,
    );
