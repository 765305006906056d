/** The names of sources and sinks. They become parts of paths and of metrics. */
export const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
