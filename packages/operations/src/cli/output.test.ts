import { createOutput, type OutputOptions } from './output';

function written(options: Partial<OutputOptions> & { isTTY?: boolean; columns?: number }) {
  const texts = { stdout: '', stderr: '' };
  const out = createOutput({
    stdout: { write: (text) => (texts.stdout += text), isTTY: options.isTTY, columns: options.columns },
    stderr: { write: (text) => (texts.stderr += text) },
    json: false,
    plain: false,
    secrets: () => ['canary'],
    ...options,
  });
  out.list(
    [{ status: 'FAILED', name: 'canary 東京' }],
    { STATUS: ({ status }) => out.status(status), NAME: ({ name }) => name },
    '',
  );
  out.note('the canary');
  return texts;
}

test('colours are for a terminal, and only where nobody asked for none', () => {
  expect(written({ isTTY: true }).stdout).toContain('\u001b[31mFAILED');
  expect(written({ isTTY: true, plain: true }).stdout).not.toContain('\u001b');
  expect(written({ isTTY: false }).stdout).not.toContain('\u001b');
});

test('a terminal that is too narrow for the table gets the columns one below the other', () => {
  const plain = { isTTY: true, plain: true };
  expect(written({ ...plain, columns: 24 }).stdout).toBe('STATUS  NAME\nFAILED  [redacted] 東京\n');
  expect(written({ ...plain, columns: 16 }).stdout).toBe('STATUS  FAILED\nNAME    [redacted] 東京\n');
  expect(written({ columns: 16 }).stdout).toBe('STATUS  NAME\nFAILED  [redacted] 東京\n');
});

test('what is secret is on neither side', () => {
  const { stdout, stderr } = written({});
  expect(stdout).toBe('STATUS  NAME\nFAILED  [redacted] 東京\n');
  expect(stderr).toBe('the [redacted]\n');
  expect(written({ json: true }).stdout).not.toContain('canary');
});
