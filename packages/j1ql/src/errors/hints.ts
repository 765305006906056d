export interface Stop {
  text: string;
  offset: number;
  token: string;
}

interface Hint {
  applies: (stop: Stop & { before: string; after: string }) => boolean;
  text: string;
}

const word = (token: string, ...words: string[]) => words.includes(token.toUpperCase());

/** The first match applies, so specific hints come first. */
const HINTS: Hint[] = [
  {
    applies: ({ token }) => /^[“”‘’„«»]$/.test(token),
    text: `Write strings in straight quotes, ' or ", not in typographic ones.`,
  },
  { applies: ({ token }) => token === '`', text: `The language has no backticks: write strings in ' or ".` },
  {
    applies: ({ after }) => /^\{\{/.test(after),
    text: 'Replace the {{placeholder}} before you run the query. For a value, use a variable: ${name}.',
  },
  { applies: ({ token, after }) => /^['"]/.test(token) && isOpen(after), text: 'This string has no end.' },
  { applies: ({ after }) => after.startsWith('/*'), text: 'This comment has no end.' },
  {
    applies: ({ after }) => after.startsWith('//'),
    text: 'A comment with // needs its own line. Elsewhere, write /* … */.',
  },
  { applies: ({ token }) => token === '#', text: 'A # starts a smart class. Write comments as /* … */.' },
  {
    applies: ({ token, before }) => word(token, 'WITH') && /\bAS\s+\w+\s*$/i.test(before),
    text: 'Write WITH before AS: FIND User WITH active = true AS u.',
  },
  {
    applies: ({ token, before }) => word(token, 'RETURN', 'WHERE') && /\b(ORDER\s+BY|SKIP|LIMIT)\b/i.test(before),
    text: 'Write WHERE and RETURN before ORDER BY, SKIP and LIMIT.',
  },
  {
    applies: ({ token, before }) => word(token, 'WHERE') && /\bRETURN\b/i.test(before),
    text: 'Write WHERE before RETURN.',
  },
  {
    applies: ({ token, before }) => word(token, 'THAT') && /\b(WHERE|RETURN)\b/i.test(before),
    text: 'Write each THAT before WHERE and RETURN.',
  },
  {
    applies: ({ token, before }) => /^(<<|>>)$/.test(token) && /\bTHAT\s*!?\s*$/i.test(before),
    text: 'Write the arrow after the verb: THAT HAS >> Device.',
  },
  {
    applies: ({ token, before }) => token === '=>' || token === '->' || (token === '>' && /[=-]$/.test(before)),
    text: 'Write a direction as >> or << after the verb; write "at least" as >=.',
  },
  { applies: ({ token, before }) => token === '<' && before.endsWith('='), text: 'Write "at most" as <=.' },
  { applies: ({ token, before }) => /^=+$/.test(token) && /[=]\s*$/.test(before), text: 'Write equality with one =.' },
  { applies: ({ token, before }) => token === '>' && /<$/.test(before), text: 'Write inequality as !=.' },
  {
    applies: ({ token, before }) => token === '!' && /\bTHAT\s+(\w+|\([^()]*\))\s*$/i.test(before),
    text: 'Write ! before the verb or its parenthesis: THAT !HAS, THAT !(USES|HAS).',
  },
  {
    applies: ({ token, before }) => token === '*' && /\(\s*$/.test(before),
    text: 'The language has no COUNT(*): count an alias, as in COUNT(u).',
  },
  {
    applies: ({ token }) => word(token, 'GROUP'),
    text: 'There is no GROUP BY: the columns without an aggregate form the groups.',
  },
  { applies: ({ token }) => word(token, 'HAVING'), text: 'The language has no HAVING.' },
  {
    applies: ({ token, before }) => word(token, 'DISTINCT') || /\bDISTINCT\s*$/i.test(before),
    text: 'There is no DISTINCT: write FIND UNIQUE. COUNT always counts each value once.',
  },
  {
    applies: ({ token }) => word(token, 'UNION', 'JOIN'),
    text: 'A query has one chain of THAT. To find several classes, write FIND (Host|Device).',
  },
  {
    applies: ({ token, before }) => word(token, 'IN') || (token === '(' && /\bIN\s*$/i.test(before)),
    text: `There is no IN: write a list as = ('a' OR 'b').`,
  },
  {
    applies: ({ token }) => word(token, 'LIKE', 'CONTAINS'),
    text: `There is no LIKE: write ~= (contains), ^= (starts with) or $= (ends with).`,
  },
  {
    applies: ({ token, before }) => word(token, 'NOT') || /\bNOT\s*$/i.test(before),
    text: 'There is no NOT: use !=, !~=, !^=, !$=, or THAT !VERB.',
  },
  { applies: ({ token }) => word(token, 'CASE'), text: 'The language has no CASE.' },
  {
    applies: ({ token, before }) =>
      /^(min|hour|hr|day|week|month|mo|year|yr)\w*$/i.test(token) && /\d\s*$/.test(before),
    text: 'Write a duration after date.now: date.now - 30 days.',
  },
  {
    applies: ({ token, before }) => /^[A-Za-z_]/.test(token) && /[=<>~^$]\s*[A-Za-z_][\w.]*\s+$/.test(before),
    text: `Write a string in quotes: name = 'two words'.`,
  },
  {
    applies: ({ token, before }) => token === ',' && /[=~^$]\s*\([^()]*$/.test(before),
    text: `Write a list with OR or AND: ('a' OR 'b').`,
  },
  {
    applies: ({ token, before }) => token === '-' && /\bFIND\s+\w+$|\bTHAT\s+\w+\s+\w+$/i.test(before),
    text: 'A name may only have letters, digits and _.',
  },
  {
    applies: ({ after }) => /^\/[^/\n]+\/[A-Za-z]/.test(after),
    text: 'A regular expression can only have the flag i.',
  },
  {
    applies: ({ token }) => /^[@:]$/.test(token),
    text: 'Write a property with other characters in brackets: [tag.cost-center].',
  },
];

export function hintFor(stop: Stop): string | undefined {
  const places = { ...stop, before: stop.text.slice(0, stop.offset), after: stop.text.slice(stop.offset) };
  return HINTS.find(({ applies }) => applies(places))?.text;
}

const isOpen = (after: string) => !(after.startsWith("'") ? /^'(\\[^]|[^'\\])*'/ : /^"(\\[^]|[^"\\])*"/).test(after);
