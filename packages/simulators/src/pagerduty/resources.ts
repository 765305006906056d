import { maintenanceWindows } from './maintenance-windows';
import { type Resource } from './resource';

export const RESOURCES: readonly Resource[] = [maintenanceWindows];
