import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../json';

export class CollectedError extends Error {
  override name = 'CollectedError';
}

const stepShape = z.object({ id: z.string(), name: z.string(), status: z.string() });
const summaryShape = z.object({
  integrationStepResults: z.array(stepShape),
  metadata: z.object({ partialDatasets: z.object({ types: z.array(z.string()) }) }),
});

const eventShape = z.object({
  name: z.string(),
  step: z.string().optional(),
  code: z.string().optional(),
  description: z.string(),
});
const runShape = z.object({ formatVersion: z.literal(1), events: z.array(eventShape) });

export type CollectedEvent = z.infer<typeof eventShape>;
export type CollectedStep = z.infer<typeof stepShape>;
export type Kind = 'entities' | 'relationships';
export type GraphObject = Record<string, unknown>;

export interface Collected {
  steps: CollectedStep[];
  events?: CollectedEvent[];
  /** Types that a failed step may have left incomplete. JupiterOne then keeps all their objects. */
  partialTypes: string[];
  /** Holds one file in memory at a time. */
  objects(kind: Kind): AsyncGenerator<GraphObject, void, undefined>;
}

const STORAGE = '.j1-integration';

/** @param folder `.j1-integration`, or the project folder around it */
export async function openCollected(folder: string): Promise<Collected> {
  const root = existsSync(join(folder, STORAGE)) ? join(folder, STORAGE) : folder;
  const file = join(root, 'summary.json');
  const { integrationStepResults: steps, metadata } = summaryIn(file, await textOf(file, folder));
  const { types: partialTypes } = metadata.partialDatasets;
  const run = await readFile(join(root, 'run.json'), 'utf8').catch(() => '');
  const { events } = runShape.safeParse(parseJson(run)).data ?? {};
  return { steps, events, partialTypes, objects: (kind) => objectsBelow(join(root, 'graph'), kind) };
}

async function textOf(file: string, folder: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CollectedError(
      `${folder} holds no complete collect: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}). ` +
        'Only this file tells which types are incomplete. Without it, JupiterOne would delete data that is only missing',
    );
  }
}

function summaryIn(file: string, text: string): z.infer<typeof summaryShape> {
  const { success, data } = summaryShape.safeParse(parseJson(text));
  if (success) return data;
  throw new CollectedError(`${file} is not the summary of a collect`);
}

async function* objectsBelow(graph: string, kind: Kind): AsyncGenerator<GraphObject, void, undefined> {
  const names = existsSync(graph) ? await readdir(graph, { recursive: true }) : [];
  const files = names.filter((name) => name.endsWith('.json') && name.split(/[\\/]/).at(-2) === kind);
  for (const name of files.sort()) {
    const file = join(graph, name);
    const objects = (parseJson(await readFile(file, 'utf8')) as Partial<Record<Kind, unknown>> | undefined)?.[kind];
    if (!Array.isArray(objects)) throw new CollectedError(`${file} is not JSON with a list of ${kind}`);
    yield* objects as GraphObject[];
  }
}
