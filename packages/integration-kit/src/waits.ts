import type { Wait } from '@j1-integrations/provider-http';

export function describeWait({ reason, seconds, remaining, size }: Wait): string {
  const time = inWords(seconds);
  if (reason === 'paused') return `Waiting ${time}: the provider answered 429.`;
  if (reason === 'spent') return `Waiting ${time}: this run has used its share of the rate limit.`;
  const left = size === undefined ? `${remaining} requests` : `${remaining} of ${size} requests`;
  return (
    `Others use the same rate limit: ${left} are left, less than the reserve for them. ` +
    `This run takes half of what the provider adds. Its waiting requests take ${time}.`
  );
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} minutes` : `${(seconds / 3600).toFixed(1)} hours`;
}
