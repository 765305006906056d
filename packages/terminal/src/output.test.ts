import { createOutput, type OutputOptions } from './output';
import { paint } from './table';

interface Given extends Partial<OutputOptions> {
  isTTY?: boolean;
  columns?: number;
  name?: string;
}

function written({ isTTY, columns, name = 'canary 東京', ...options }: Given) {
  const texts = { stdout: '', stderr: '' };
  const out = createOutput({
    stdout: { write: (text) => (texts.stdout += text), isTTY, columns },
    stderr: { write: (text) => (texts.stderr += text) },
    env: {},
    json: false,
    secrets: () => ['canary'],
    ...options,
  });
  out.list(
    [{ status: 'FAILED', name }],
    { STATUS: ({ status }) => paint('red', status), NAME: ({ name }) => name },
    'None.',
  );
  out.note('the canary');
  return texts;
}

test('colours need a terminal and no NO_COLOR', () => {
  expect(written({ isTTY: true }).stdout).toContain('\u001b[31mFAILED');
  expect(written({ isTTY: true, env: { NO_COLOR: '1' } }).stdout).not.toContain('\u001b');
  expect(written({ isTTY: true, env: { TERM: 'dumb' } }).stdout).not.toContain('\u001b');
  expect(written({ isTTY: false }).stdout).not.toContain('\u001b');
});

test('a narrow terminal shows the columns below each other', () => {
  const plain = { isTTY: true, env: { NO_COLOR: '1' } };
  // Each of the two characters fills two columns.
  expect(written({ ...plain, columns: 23 }).stdout).toBe('STATUS  NAME\nFAILED  [redacted] 東京\n');
  expect(written({ ...plain, columns: 18 }).stdout).toBe('STATUS  FAILED\nNAME    [redacted] 東京\n');
  expect(written({ columns: 18 }).stdout).toBe('STATUS  NAME\nFAILED  [redacted] 東京\n');
});

test('neither stream holds a secret', () => {
  const { stdout, stderr } = written({});
  expect(stdout).toBe('STATUS  NAME\nFAILED  [redacted] 東京\n');
  expect(stderr).toBe('the [redacted]\n');
  expect(written({ json: true }).stdout).not.toContain('canary');
});

test('a text from outside cannot start a line or an escape sequence, in a table or in JSON', () => {
  const name = 'a\u001b[2J\u009b31m\nFORGED\u202egnp';
  const { stdout } = written({ name, isTTY: true, env: { NO_COLOR: '1' } });
  expect(stdout).toBe('STATUS  NAME\nFAILED  a FORGEDgnp\n');
  const json = written({ name, json: true }).stdout;
  expect(json.split(/[^\x20-\x7e\n]/)).toHaveLength(1);
  expect(json).not.toMatch(/^FORGED/m);
  expect(JSON.parse(json)).toEqual([{ status: 'FAILED', name }]);
});

test('an empty list is an empty array in JSON, and a note otherwise', () => {
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) };
  for (const json of [true, false]) {
    createOutput({ stdout: stream, stderr: stream, env: {}, json, secrets: () => [] }).list([], {}, 'No jobs.');
  }
  expect(said).toEqual(['[]\n', 'No jobs.\n']);
});
