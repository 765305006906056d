import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '@j1-integrations/j1ql';
import { loadGraph } from '@j1-integrations/j1ql/loader';
import { packageFolder } from '../../paths';
import { peakNow, quickest, tell } from './measured';
import { J1QL } from './question';

/** The queries of all questions that ship. A query stands on one line of its file. */
function shippedQueries(): string[] {
  return ['heroku', 'pagerduty', 'sentry'].flatMap((name) => {
    const folder = join(packageFolder(name), 'jupiterone/questions');
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    return texts.flatMap((text) => [...text.matchAll(/^ +query: (FIND .+)$/gm)].map(([, query]) => query));
  });
}

const [, , folder] = process.argv;
const start = performance.now();
const graph = loadGraph({ folders: [folder] });
const engine = createEngine(graph.data);
const load = performance.now() - start;
const loadPeak = peakNow();
const query = quickest(() => engine.query(J1QL).data as unknown[]);
const questions = shippedQueries().map((text) => ({ text, ...quickest(() => engine.query(text).data as unknown[]) }));
const slowest = questions.reduce((a, b) => (b.first > a.first ? b : a));
tell({
  load,
  loadPeak,
  query,
  questions: { count: questions.length, total: questions.reduce((sum, { first }) => sum + first, 0), slowest },
});
