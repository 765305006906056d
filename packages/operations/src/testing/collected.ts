import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Step {
  status?: string;
  entities?: object[];
  relationships?: object[];
}

export const user = (n: number, more: object = {}) => ({
  _key: `sample-user-${n}`,
  _type: 'sample_user',
  _class: ['User'],
  name: `user-${n}`,
  ...more,
});

export const users = (count: number) => Array.from({ length: count }, (_, n) => user(n + 1));

/** A project folder as `j1-integration collect` leaves it, with up to 500 objects per file. */
export async function collectedFolder(steps: Record<string, Step>, partialTypes: string[] = []): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'collected-'));
  const storage = join(project, '.j1-integration');
  for (const [id, step] of Object.entries(steps)) {
    for (const kind of ['entities', 'relationships'] as const) {
      const folder = join(storage, 'graph', id, kind);
      await mkdir(folder, { recursive: true });
      const objects = step[kind] ?? [];
      for (let at = 0; at < objects.length; at += 500) {
        await writeFile(join(folder, `${at}.json`), JSON.stringify({ [kind]: objects.slice(at, at + 500) }));
      }
    }
  }
  const integrationStepResults = Object.entries(steps).map(([id, { status = 'success' }]) => ({
    ...{ id, name: id, dependsOn: [], declaredTypes: [], partialTypes: [], encounteredTypes: [], status },
  }));
  const summary = { integrationStepResults, metadata: { partialDatasets: { types: partialTypes } } };
  await writeFile(join(storage, 'summary.json'), JSON.stringify(summary));
  return project;
}
