import { type Random } from '../server/random';
import { type Reference } from './types';

export interface Place {
  api: string;
  web: string;
}

/** @see https://support.pagerduty.com/docs/service-regions */
export function placeOf(subdomain: string, region: 'us' | 'eu'): Place {
  const service = region === 'eu' ? 'eu.pagerduty.com' : 'pagerduty.com';
  return { api: `https://api.${service}`, web: `https://${subdomain}.${service}` };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** PagerDuty has ids of 7 and of 14 characters. */
export function createId(random: Random): string {
  const length = random.chance(0.8) ? 6 : 13;
  let id = length === 6 ? 'P' : 'Q';
  for (let i = 0; i < length; i++) id += ALPHABET[random.integer(0, ALPHABET.length - 1)];
  return id;
}

/** The web pages of these lists have another path than the API. */
const WEB_PATHS: Record<string, string> = {
  services: 'service-directory',
  maintenance_windows: 'service-directory/maintenance-windows',
};

export function identify(place: Place, list: string, type: string, id: string, summary: string): Reference {
  const self = `${place.api}/${list}/${id}`;
  return { id, type, summary, self, html_url: `${place.web}/${WEB_PATHS[list] ?? list}/${id}` };
}

export const referTo = ({ id, type, summary, self, html_url }: Reference): Reference => ({
  id,
  type: `${type}_reference`,
  summary,
  self,
  html_url,
});

export const referToGone = (id: string, type: string, summary: string): Reference => ({
  id,
  type: `${type}_reference`,
  summary,
  self: null,
  html_url: null,
});
