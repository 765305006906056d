import { maintenanceWindows } from './maintenance-windows';
import { type Resource } from './resource';

/** Every resource that has a file of its own. */
export const RESOURCES: readonly Resource[] = [maintenanceWindows];
