import { InvalidArgumentError, Option } from '@j1-integrations/terminal';

export const timeOption = (flag: string, description: string) =>
  new Option(flag, description).argParser((text) => {
    const ms = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
    if (Number.isNaN(ms)) throw new InvalidArgumentError('Allowed: a day such as 2026-11-01, or a time of ISO 8601.');
    return new Date(ms).toISOString();
  });
