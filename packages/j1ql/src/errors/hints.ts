/** Where the parser stopped. */
export interface Stop {
  text: string;
  offset: number;
  met: string;
}

interface Hint {
  applies: (stop: Stop & { before: string; after: string }) => boolean;
  say: string;
}

const word = (met: string, ...words: string[]) => words.includes(met.toUpperCase());

/** Frequent mistakes, the more specific ones first. */
const HINTS: Hint[] = [
  {
    applies: ({ met }) => /^[“”‘’„«»]$/.test(met),
    say: `Strings stand between ' or ", not between typographic quotes.`,
  },
  { applies: ({ met }) => met === '`', say: `Backticks mean nothing here: strings stand between ' or ".` },
  {
    applies: ({ after }) => /^\{\{/.test(after),
    say: 'A {{placeholder}} must be replaced before the query is asked; a value is given as ${name}, with variables.',
  },
  { applies: ({ met, after }) => /^['"]/.test(met) && isOpen(after), say: 'The string that begins here does not end.' },
  { applies: ({ after }) => after.startsWith('/*'), say: 'The comment that begins here does not end.' },
  {
    applies: ({ after }) => after.startsWith('//'),
    say: 'A comment with // stands on a line of its own; elsewhere write /* … */.',
  },
  { applies: ({ met }) => met === '#', say: 'A # begins a smart class; a comment is written /* … */.' },
  {
    applies: ({ met, before }) => word(met, 'WITH') && /\bAS\s+\w+\s*$/i.test(before),
    say: 'WITH stands before AS: FIND User WITH active = true AS u.',
  },
  {
    applies: ({ met, before }) => word(met, 'RETURN', 'WHERE') && /\b(ORDER\s+BY|SKIP|LIMIT)\b/i.test(before),
    say: 'WHERE and RETURN stand before ORDER BY, SKIP and LIMIT.',
  },
  {
    applies: ({ met, before }) => word(met, 'WHERE') && /\bRETURN\b/i.test(before),
    say: 'WHERE stands before RETURN.',
  },
  {
    applies: ({ met, before }) => word(met, 'THAT') && /\b(WHERE|RETURN)\b/i.test(before),
    say: 'Each THAT stands before WHERE and RETURN.',
  },
  {
    applies: ({ met, before }) => /^(<<|>>)$/.test(met) && /\bTHAT\s*!?\s*$/i.test(before),
    say: 'The arrow stands behind the verb: THAT HAS >> Device.',
  },
  {
    applies: ({ met, before }) => met === '=>' || met === '->' || (met === '>' && /[=-]$/.test(before)),
    say: 'A direction is written >> or <<, behind the verb; "at least" is written >=.',
  },
  { applies: ({ met, before }) => met === '<' && before.endsWith('='), say: '"At most" is written <=.' },
  { applies: ({ met, before }) => /^=+$/.test(met) && /[=]\s*$/.test(before), say: 'Equality is written with one =.' },
  { applies: ({ met, before }) => met === '>' && /<$/.test(before), say: 'Inequality is written !=.' },
  {
    applies: ({ met, before }) => met === '!' && /\bTHAT\s+(\w+|\([^()]*\))\s*$/i.test(before),
    say: 'The ! stands before the verb or its parenthesis: THAT !HAS, THAT !(USES|HAS).',
  },
  {
    applies: ({ met, before }) => met === '*' && /\(\s*$/.test(before),
    say: 'COUNT(*) is not in the language: count an alias, as in COUNT(u).',
  },
  {
    applies: ({ met }) => word(met, 'GROUP'),
    say: 'There is no GROUP BY: rows are grouped by the columns without an aggregate.',
  },
  { applies: ({ met }) => word(met, 'HAVING'), say: 'There is no HAVING in the language.' },
  {
    applies: ({ met, before }) => word(met, 'DISTINCT') || /\bDISTINCT\s*$/i.test(before),
    say: 'There is no DISTINCT: write FIND UNIQUE; COUNT counts distinct ones always.',
  },
  {
    applies: ({ met }) => word(met, 'UNION', 'JOIN'),
    say: 'A query is one chain of THAT; several kinds stand in a list: FIND (Host|Device).',
  },
  {
    applies: ({ met, before }) => word(met, 'IN') || (met === '(' && /\bIN\s*$/i.test(before)),
    say: `There is no IN: a list is written = ('a' OR 'b').`,
  },
  {
    applies: ({ met }) => word(met, 'LIKE', 'CONTAINS'),
    say: `There is no LIKE: write ~= (contains), ^= (begins with) or $= (ends with).`,
  },
  {
    applies: ({ met, before }) => word(met, 'NOT') || /\bNOT\s*$/i.test(before),
    say: 'There is no NOT: use !=, !~=, !^=, !$=, or THAT !VERB.',
  },
  { applies: ({ met }) => word(met, 'CASE'), say: 'There is no CASE in the language.' },
  {
    applies: ({ met, before }) => /^(min|hour|hr|day|week|month|mo|year|yr)\w*$/i.test(met) && /\d\s*$/.test(before),
    say: 'A span of time stands behind date.now: date.now - 30 days.',
  },
  {
    applies: ({ met, before }) => /^[A-Za-z_]/.test(met) && /[=<>~^$]\s*[A-Za-z_][\w.]*\s+$/.test(before),
    say: `A string stands in quotes: name = 'two words'.`,
  },
  {
    applies: ({ met, before }) => met === ',' && /[=~^$]\s*\([^()]*$/.test(before),
    say: `A list is written with OR or AND: ('a' OR 'b').`,
  },
  {
    applies: ({ met, before }) => met === '-' && /\bFIND\s+\w+$|\bTHAT\s+\w+\s+\w+$/i.test(before),
    say: 'A name has letters, digits and _ only.',
  },
  { applies: ({ after }) => /^\/[^/\n]+\/[A-Za-z]/.test(after), say: 'The only flag of a regular expression is i.' },
  {
    applies: ({ met }) => /^[@:]$/.test(met),
    say: 'A property with odd characters stands in brackets: [tag.cost-center].',
  },
];

export function hintFor(stop: Stop): string | undefined {
  const places = { ...stop, before: stop.text.slice(0, stop.offset), after: stop.text.slice(stop.offset) };
  return HINTS.find(({ applies }) => applies(places))?.say;
}

const isOpen = (after: string) => !(after.startsWith("'") ? /^'(\\[^]|[^'\\])*'/ : /^"(\\[^]|[^"\\])*"/).test(after);
