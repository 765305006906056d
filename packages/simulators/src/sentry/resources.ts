import { monitors } from './monitors';
import { type Resource } from './resource';

export const RESOURCES: readonly Resource[] = [monitors];
