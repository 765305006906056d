import type { Budget, Wait } from '@j1-integrations/provider-http';
import { count, counted } from '@j1-integrations/terminal';
import type { CommandContext } from '../command-context';

const lasting = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;

export function waitTeller(name: string, { stderr }: CommandContext, daysLeft: () => number = () => 0) {
  return (wait: Wait, budget: Budget | undefined): void => {
    const why =
      wait.reason === 'paused'
        ? 'Heroku answered 429, too many requests'
        : `${count(budget?.reserved ?? 0)} of ${count(budget?.size ?? 0)} requests are left to other users of the rate limit`;
    const days = daysLeft();
    const all = days / (budget?.refillPerSecond ?? Infinity);
    const rest = days > 1 && all >= 1 ? ` ${counted(days, 'day')} to go, about ${lasting(wait.seconds + all)}.` : '';
    stderr.write(`${name}: waits ${lasting(wait.seconds)}: ${why}.${rest}\n`);
  };
}
