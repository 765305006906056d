/** The ids of linked things, by the key of an entity. A later step, which knows both ends, makes the edges. */
export type Links = Map<string, readonly string[]>;
