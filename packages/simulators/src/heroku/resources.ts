import { type Resource } from './resource';
import { vpnConnections } from './vpn-connections';

/** Every resource that has a file of its own. */
export const RESOURCES: readonly Resource[] = [vpnConnections];
