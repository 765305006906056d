import type { Wait } from '@j1-integrations/provider-http';

export function describeWait({ reason, seconds, remaining, size }: Wait): string {
  const time = inWords(seconds);
  if (reason === 'paused') return `Waiting ${time}: the provider answered 429.`;
  if (reason === 'spent') return `Waiting ${time}: our share of the rate limit is used up.`;
  const left = size === undefined ? `${remaining} requests` : `${remaining} of ${size} requests`;
  return (
    `Others use the same rate limit: ${left} are left, less than the reserve that is theirs. ` +
    `We take half of what comes back. The requests that wait now take ${time}.`
  );
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} minutes` : `${(seconds / 3600).toFixed(1)} hours`;
}
