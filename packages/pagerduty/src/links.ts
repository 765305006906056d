/** Ids of referenced objects, by the key of an entity. A later step, which has both ends, adds the edges. */
export type Links = Map<string, readonly string[]>;
