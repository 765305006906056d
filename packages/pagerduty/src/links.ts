/**
 * By the key of an entity: the ids of what it is linked with. A step keeps them for a later one, which can see both ends,
 * and makes edges of them.
 */
export type Links = Map<string, readonly string[]>;
