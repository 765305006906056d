import { DATABASES } from './databases';
import { FORWARDERS } from './forwarders';
import type { LogStore } from './log-store';
import { PLATFORMS } from './platforms';

export const LOG_STORES: Record<string, LogStore> = { ...PLATFORMS, ...DATABASES, ...FORWARDERS };
