import { identityOf, isAbsent, valuesOf } from '../values/values';

interface Function {
  many?: true;
  compute(args: unknown[]): unknown;
}

const ofNumber = (compute: (value: number) => number): Function => ({
  compute: ([value]) => {
    if (typeof value !== 'number') return undefined;
    const result = compute(value);
    return Number.isFinite(result) ? result : undefined;
  },
});

/** The aggregates and UNWIND are in results/. */
export const FUNCTIONS: Readonly<Record<string, Function>> = {
  CONCAT: { many: true, compute: (args) => args.map((arg) => valuesOf(arg).map(String).join(',')).join('') },
  COALESCE: { many: true, compute: (args) => args.find((arg) => !isAbsent(arg)) },
  MERGE: {
    many: true,
    compute: (args) => [...new Map(args.flatMap(valuesOf).map((value) => [identityOf(value), value])).values()],
  },
  ABS: ofNumber(Math.abs),
  SQRT: ofNumber(Math.sqrt),
  CEIL: ofNumber(Math.ceil),
  FLOOR: ofNumber(Math.floor),
  ROUND: ofNumber((value) => Math.sign(value) * Math.round(Math.abs(value))),
};
