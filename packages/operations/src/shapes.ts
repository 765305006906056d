import { z } from 'zod';

/** `null` and absent are one thing here. */
export const maybe = <Shape extends z.ZodType>(shape: Shape) =>
  shape.nullish().transform((value) => value ?? undefined);

/** JupiterOne's `Long`: a number, or one in quotes. Milliseconds since 1970 wherever it is used. */
export const long = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

/** Where a list goes on. Some answers say only whether there is a cursor. */
export const pageInfo = z.object({ endCursor: maybe(z.string()), hasNextPage: maybe(z.boolean()) });

export type PageInfo = z.infer<typeof pageInfo>;
