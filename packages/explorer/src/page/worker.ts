import type { Call, WorkerMessage, Start } from './data/calls';
import { loadModel } from './data/model';
import { createService, type Service } from './data/service';
import { inlineSource, servedSource } from './data/source';

const post = (message: WorkerMessage) => postMessage(message);

let started: ReturnType<typeof start> | undefined;

async function start(from: Start) {
  const source = 'blocks' in from ? inlineSource(from.blocks) : servedSource(from.base);
  const model = await loadModel(source, (progress) => post({ progress }));
  return createService(model);
}

async function answer({ id, method, values }: Call): Promise<void> {
  try {
    const answers = (await started)!.service as Record<keyof Service, (...values: unknown[]) => unknown>;
    post({ id, value: await answers[method](...values) });
  } catch (error) {
    const { message, line, column } = error as Error & { line?: number; column?: number };
    post({ id, error: { message, line, column } });
  }
}

onmessage = ({ data }: MessageEvent<Start | Call>) => {
  if ('id' in data) return void answer(data);
  started = start(data);
  started.then(
    ({ prepare }) => {
      post({ ready: true });
      void prepare(pause);
    },
    (error: Error) => post({ broken: error.message }),
  );
};

/** The worker can answer requests during a pause. */
const pause = () => new Promise<void>((done) => setTimeout(done));
