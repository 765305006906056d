import pc from 'picocolors';
import { type Stream } from './stream';

export type Colour = 'green' | 'yellow' | 'red' | 'cyan' | 'bold' | 'dim';
export type Colours = Record<Colour, (text: string) => string>;

/** Follows https://no-color.org. */
export const coloursFor = ({ isTTY }: Stream, env: Readonly<Record<string, string | undefined>>): Colours =>
  pc.createColors(isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb');
