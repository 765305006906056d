export async function runConcurrently(
  work: readonly (() => Promise<void>)[],
  atOnce: number,
  onDone: (done: number) => void = () => undefined,
): Promise<void> {
  let next = 0;
  let done = 0;
  const worker = async () => {
    while (next < work.length) {
      await work[next++]();
      onDone(++done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
