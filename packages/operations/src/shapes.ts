import { z } from 'zod';

export const maybe = <Shape extends z.ZodType>(shape: Shape) =>
  shape.nullish().transform((value) => value ?? undefined);

/** JupiterOne's `Long`: a number, or digits in quotes. Always milliseconds since 1970 here. */
export const long = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

export const pageInfo = z.object({ endCursor: maybe(z.string()), hasNextPage: maybe(z.boolean()) });

export type PageInfo = z.infer<typeof pageInfo>;
