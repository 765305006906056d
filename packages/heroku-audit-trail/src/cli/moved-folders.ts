import { mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { CollectorError, EXIT } from '../errors';
import { sizeOf } from '../store/access';
import { syncFolder } from '../store/folders';

export interface Move {
  from: string;
  to: string;
}

/** Moves the folders that exist: all of them, or none. @throws CollectorError if a target exists. */
export function moveFolders(moves: readonly Move[]): Move[] {
  const due = moves.filter(({ from }) => sizeOf(from) !== undefined);
  for (const { from, to } of due) {
    if (sizeOf(to) === undefined) continue;
    throw new CollectorError(
      EXIT.config,
      `${from} cannot be moved to ${to}: the target exists already. Nothing was changed.`,
      'Move the target away, and try again.',
    );
  }
  const done: Move[] = [];
  try {
    for (const move of due) {
      mkdirSync(dirname(move.to), { recursive: true, mode: 0o700 });
      renameSync(move.from, move.to);
      done.push(move);
    }
  } catch (error) {
    for (const { from, to } of done.reverse()) renameSync(to, from);
    throw error;
  }
  for (const { from, to } of done) [from, to].forEach((path) => syncFolder(dirname(path)));
  return done;
}
