/** Lines and columns start at 1, offsets at 0. */
export interface Position {
  offset: number;
  line: number;
  column: number;
}

/** `end` is after the last character. The span may include trailing spaces. */
export interface Span {
  start: Position;
  end: Position;
}

export interface Name {
  name: string;
  at: Span;
}

export interface Query {
  kind: 'query';
  unique: boolean;
  start: EntityPattern;
  steps: Step[];
  where?: Condition;
  returns: Returns;
  orderBy: SortKey[];
  skip?: Bound;
  limit?: Bound;
  at: Span;
}

export interface EntityPattern {
  selector: Selector;
  filter?: Condition;
  alias?: Name;
  at: Span;
}

export type Selector = { smartClasses: Name[]; at: Span } & (
  { kind: 'any' } | { kind: 'names'; names: Name[] } | { kind: 'text'; text: string }
);

export type Step = Traversal | Optional;

export type Direction = '>>' | '<<';

export interface Traversal {
  kind: 'traversal';
  negated: boolean;
  verb: VerbPattern;
  direction?: Direction;
  alias?: Name;
  target: EntityPattern;
  at: Span;
}

export interface VerbPattern {
  names: Name[];
  to: boolean;
  at: Span;
}

/** `( THAT … )? AS alias`: the alias is the entity from which the path continues. */
export interface Optional {
  kind: 'optional';
  steps: Step[];
  alias?: Name;
  at: Span;
}

export type Condition = { kind: 'and' | 'or'; parts: Condition[] } | Comparison;

export type Operator = '=' | '!=' | '~=' | '^=' | '$=' | '!~=' | '!^=' | '!$=' | '<' | '<=' | '>' | '>=';

export interface Comparison {
  kind: 'comparison';
  left: Expression;
  operator: Operator;
  right: Values;
  at: Span;
}

export type Values =
  | { kind: 'anyOf' | 'allOf'; values: Values[]; at: Span }
  | { kind: 'subquery'; query: Query; at: Span }
  | Regex
  | Expression;

export interface Regex {
  kind: 'regex';
  source: string;
  ignoreCase: boolean;
  at: Span;
}

export type Returns = { kind: 'list' } | { kind: 'tree' } | { kind: 'table'; columns: Column[] };

export interface Column {
  expression: Expression;
  text: string;
  alias?: Name;
  at: Span;
}

export interface SortKey {
  expression: Expression;
  text: string;
  descending: boolean;
  at: Span;
}

export interface Bound {
  value: number | Parameter;
  at: Span;
}

export type Expression = Literal | Parameter | Now | Instant | Negative | Arithmetic | Call | Everything | Property;

export interface Literal {
  kind: 'literal';
  value: string | number | boolean | undefined;
  at: Span;
}

export interface Parameter {
  kind: 'parameter';
  name: string;
  at: Span;
}

export interface Now {
  kind: 'now';
  durations: Duration[];
  at: Span;
}

export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

export interface Duration {
  sign: '+' | '-';
  amount: Literal | Parameter;
  unit: Unit;
  at: Span;
}

export interface Instant {
  kind: 'instant';
  text: string;
  at: Span;
}

export interface Negative {
  kind: 'negative';
  operand: Expression;
  at: Span;
}

export interface Arithmetic {
  kind: 'arithmetic';
  operator: '+' | '-' | '*' | '/' | '^';
  left: Expression;
  right: Expression;
  at: Span;
}

export interface Call {
  kind: 'call';
  name: Name;
  args: Expression[];
  at: Span;
}

export interface Everything {
  kind: 'everything';
  alias: Name;
  at: Span;
}

/** In `WITH`, the names form one property. In `WHERE` and `RETURN`, the first name is an alias. */
export interface Property {
  kind: 'property';
  names: (Name & { bracketed?: true })[];
  at: Span;
}
