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

test('only a terminal without NO_COLOR gets colours', () => {
  expect(written({ isTTY: true }).stdout).toContain('\u001b[31mFAILED');
  expect(written({ isTTY: true, env: { NO_COLOR: '1' } }).stdout).not.toContain('\u001b');
  expect(written({ isTTY: true, env: { TERM: 'dumb' } }).stdout).not.toContain('\u001b');
  expect(written({ isTTY: false }).stdout).not.toContain('\u001b');
});

test('a narrow terminal shows each row as a record', () => {
  const plain = { isTTY: true, env: { NO_COLOR: '1' } };
  // Each of the two characters fills two columns.
  expect(written({ ...plain, columns: 23 }).stdout).toBe('STATUS  NAME\nFAILED  [redacted] 東京\n');
  expect(written({ ...plain, columns: 18 }).stdout).toBe('STATUS  FAILED\nNAME    [redacted] 東京\n');
  expect(written({ columns: 18 }).stdout).toBe('STATUS  NAME\nFAILED  [redacted] 東京\n');
});

test('the output redacts secrets on both streams', () => {
  const { stdout, stderr } = written({});
  expect(stdout).toBe('STATUS  NAME\nFAILED  [redacted] 東京\n');
  expect(stderr).toBe('the [redacted]\n');
  expect(written({ json: true }).stdout).not.toContain('canary');
});

test('a provider text starts no line and no escape sequence, in a table or in JSON', () => {
  const name = 'a\u001b[2J\u009b31m\nFORGED\u202egnp';
  const { stdout } = written({ name, isTTY: true, env: { NO_COLOR: '1' } });
  expect(stdout).toBe('STATUS  NAME\nFAILED  a FORGEDgnp\n');
  const json = written({ name, json: true }).stdout;
  expect(json.split(/[^\x20-\x7e\n]/)).toHaveLength(1);
  expect(json).not.toMatch(/^FORGED/m);
  expect(JSON.parse(json)).toEqual([{ status: 'FAILED', name }]);
});

test('an empty list writes an empty JSON array, or a note instead of a table', () => {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  for (const json of [true, false]) {
    createOutput({ stdout: stream, stderr: stream, env: {}, json, secrets: () => [] }).list([], {}, 'No jobs.');
  }
  expect(written).toEqual(['[]\n', 'No jobs.\n']);
});
