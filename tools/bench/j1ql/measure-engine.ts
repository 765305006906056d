import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '@j1-integrations/j1ql';
import { loadGraph } from '@j1-integrations/j1ql/loader';
import { packageFolder } from '../../paths';
import { cpuNow, peakNow, timeRuns, printMeasured } from './measured';
import { J1QL } from './question';

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
const [loadCpu, loadPeak] = [cpuNow(), peakNow()];
const query = timeRuns(() => engine.query(J1QL).data as unknown[]);
// For millions of entities, the answers are too large to be useful.
const runsQuestions = engine.size.entities <= 200_000;
const questions = (runsQuestions ? shippedQueries() : []).map((text) => {
  const cpuBefore = cpuNow();
  engine.query(text, { limits: { rows: Infinity } });
  return { text, first: cpuNow() - cpuBefore };
});
const slowest = questions.sort((a, b) => b.first - a.first).at(0);
printMeasured({
  load,
  loadCpu,
  loadPeak,
  query,
  questions: slowest && {
    count: questions.length,
    total: questions.reduce((sum, { first }) => sum + first, 0),
    slowest,
  },
});
