import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { cpuNow, peakNow, timeRuns, printMeasured } from './measured';
import { SQL } from './question';

type Item = Record<string, unknown>;

const [, , folder] = process.argv;
const start = performance.now();
const database = new Database(':memory:');
database.exec(`CREATE TABLE entity (key TEXT PRIMARY KEY, type TEXT, class TEXT, body TEXT) WITHOUT ROWID;
  CREATE TABLE relationship (key TEXT PRIMARY KEY, class TEXT, source TEXT, target TEXT, body TEXT) WITHOUT ROWID;`);
const entity = database.prepare('INSERT INTO entity VALUES (?, ?, ?, ?)');
const relationship = database.prepare('INSERT INTO relationship VALUES (?, ?, ?, ?, ?)');
const files = readdirSync(join(folder, '.j1-integration', 'graph'), { recursive: true, encoding: 'utf8' });
database.transaction(() => {
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    const text = readFileSync(join(folder, '.j1-integration', 'graph', file), 'utf8');
    const { entities = [], relationships = [] } = JSON.parse(text) as { entities?: Item[]; relationships?: Item[] };
    for (const one of entities) entity.run(one._key, one._type, String(one._class), JSON.stringify(one));
    for (const one of relationships) {
      relationship.run(one._key, one._class, one._fromEntityKey, one._toEntityKey, JSON.stringify(one));
    }
  }
})();
database.exec(`CREATE INDEX entity_type ON entity (type);
  CREATE INDEX relationship_source ON relationship (class, source);
  CREATE INDEX relationship_target ON relationship (class, target);
  ANALYZE;`);
const load = performance.now() - start;
const [loadCpu, loadPeak] = [cpuNow(), peakNow()];
const statement = database.prepare(SQL);
printMeasured({ load, loadCpu, loadPeak, query: timeRuns(() => statement.all()) });
