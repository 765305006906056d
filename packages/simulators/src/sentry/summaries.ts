import { type Project } from './types';

export const without = (object: object, fields: readonly string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));

export const asSummary = (project: Project): object =>
  without(project, ['team', 'teams', 'platforms', 'hasUserReports', 'environments', 'latestRelease']);
