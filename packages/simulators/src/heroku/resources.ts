import { type Resource } from './resource';
import { vpnConnections } from './vpn-connections';

export const RESOURCES: readonly Resource[] = [vpnConnections];
