import type { Facet, Vocabulary } from '../data/answers';

export interface Offer {
  text: string;
  kind: 'keyword' | 'class' | 'type' | 'verb' | 'property' | 'alias';
  count?: number;
}

export interface Offers {
  from: number;
  offers: Offer[];
}

const KEYWORDS = [
  'FIND',
  'UNIQUE',
  'WITH',
  'THAT',
  'AS',
  'WHERE',
  'RETURN',
  'TREE',
  'ORDER',
  'BY',
  'SKIP',
  'LIMIT',
  'AND',
  'OR',
];
const AFTER_AN_ENTITY = ['WITH', 'AS', 'THAT', 'WHERE', 'RETURN', 'RETURN TREE', 'ORDER BY', 'LIMIT'];

const TOKENS = /'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?|[A-Za-z_$][\w$]*(?:\.[\w$-]*)*|<<|>>|[()|,.]|[^\s\w]+|\d+/g;

export function offersAt(query: string, at: number, vocabulary: Vocabulary): Offers | undefined {
  const before = query.slice(0, at);
  const typed = /[A-Za-z_$][\w$]*(?:\.[\w$-]*)?$/.exec(before)?.[0] ?? '';
  const tokens = before.slice(0, before.length - typed.length).match(TOKENS) ?? [];
  if (/^['"]/.test(tokens.at(-1) ?? '') && !isWhole(tokens.at(-1) ?? '')) return undefined;
  const from = at - typed.length;
  const aliases = aliasesIn(query);
  if (typed.includes('.')) {
    const [alias] = typed.split('.');
    return { from: from + alias.length + 1, offers: propertyOffers(aliases.get(alias) ?? alias, vocabulary) };
  }
  return { from, offers: offersAfter(tokens, aliases, vocabulary) };
}

const isWhole = (text: string) => text.length > 1 && text.at(-1) === text[0];

function offersAfter(tokens: readonly string[], aliases: ReadonlyMap<string, string>, vocabulary: Vocabulary): Offer[] {
  const last = tokens.at(-1)?.toUpperCase() ?? '';
  if (last === '') return keywords(['FIND']);
  // In a list such as (HAS|USES), the token before the parenthesis tells the kind.
  const inList =
    last === '|' || last === '(' ? tokens.slice(0, tokens.lastIndexOf('(')).at(-1)?.toUpperCase() : undefined;
  const leading = inList ?? last;
  if (leading === 'THAT') return facets(vocabulary.verbs, 'verb');
  if (leading === 'FIND' || leading === 'UNIQUE' || endsWithVerb(tokens, inList !== undefined)) {
    return [
      ...facets(vocabulary.classes, 'class'),
      ...facets(vocabulary.types, 'type'),
      ...(last === 'FIND' ? keywords(['UNIQUE']) : []),
    ];
  }
  const clause = tokens.findLast((token) => /^(WITH|WHERE|RETURN|BY|THAT|FIND)$/i.test(token))?.toUpperCase();
  const isOperand = /^(WITH|WHERE|RETURN|BY|AND|OR|,|\()$/.test(last);
  if (isOperand && clause === 'WITH') return propertyOffers(entityBefore(tokens), vocabulary);
  if (isOperand) return [...aliasOffers(aliases), ...(last === 'RETURN' ? keywords(['TREE']) : [])];
  if (last === 'AS') return [];
  if (clause === 'FIND' || clause === 'THAT') return keywords(AFTER_AN_ENTITY);
  return keywords(KEYWORDS.filter((word) => word !== 'FIND'));
}

const keywords = (words: readonly string[]): Offer[] => words.map((text) => ({ text, kind: 'keyword' }));
const facets = (list: readonly Facet[], kind: Offer['kind']): Offer[] =>
  list.map(({ value, count }) => ({ text: value, kind, count }));
const aliasOffers = (aliases: ReadonlyMap<string, string>): Offer[] =>
  [...aliases.keys()].map((text) => ({ text: `${text}.`, kind: 'alias' }));

/** Ignores the direction and the alias after the verb. */
function endsWithVerb(tokens: readonly string[], isInList: boolean): boolean {
  const rest = isInList ? tokens.slice(0, tokens.lastIndexOf('(')) : [...tokens];
  while (/^(<<|>>)$/.test(rest.at(-1) ?? '')) rest.pop();
  if (rest.at(-2)?.toUpperCase() === 'AS') rest.splice(-2);
  while (/^(<<|>>)$/.test(rest.at(-1) ?? '')) rest.pop();
  if (rest.at(-1) === ')') {
    const [opened] = [rest.lastIndexOf('(')];
    return rest[opened - 1]?.toUpperCase() === 'THAT';
  }
  if (rest.at(-1)?.toUpperCase() === 'TO') return rest.at(-2)?.toUpperCase() === 'RELATES';
  const verb = rest.at(-2) === '!' ? rest.at(-3) : rest.at(-2);
  return verb?.toUpperCase() === 'THAT' && /^\w+$/.test(rest.at(-1) ?? '');
}

function entityBefore(tokens: readonly string[]): string {
  const at = tokens.findLastIndex((token) => token.toUpperCase() === 'WITH');
  return tokens.slice(0, at).findLast((token) => /^\w+$/.test(token)) ?? '';
}

function aliasesIn(query: string): Map<string, string> {
  const tokens = query.match(TOKENS) ?? [];
  const aliases = new Map<string, string>();
  tokens.forEach((token, at) => {
    const alias = tokens[at + 1];
    if (token.toUpperCase() !== 'AS' || alias === undefined) return;
    const before = tokens.slice(0, at);
    const withAt = before.findLastIndex((one) => /^(WITH|THAT|FIND)$/i.test(one));
    const named = /^WITH$/i.test(before[withAt] ?? '') ? before.slice(0, withAt) : before;
    aliases.set(alias, named.findLast((one) => /^\w+$/.test(one)) ?? '');
  });
  return aliases;
}

function propertyOffers(of: string, { properties }: Vocabulary): Offer[] {
  const known = properties.get(of) ?? properties.get(of.toUpperCase());
  const names = known ?? [...new Set([...properties.values()].flat())].sort();
  return names.map((text) => ({ text: /^[\w.]+$/.test(text) ? text : `[${text}]`, kind: 'property' }));
}
