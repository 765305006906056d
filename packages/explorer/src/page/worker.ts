import type { Call, Said, Start } from './data/calls';
import { loadModel } from './data/model';
import { createService, type Service } from './data/service';
import { inlineSource, servedSource } from './data/source';

/** Reads the graph and answers what the page asks: all that takes long happens here, and never in the page. */
const say = (said: Said) => postMessage(said);

let started: ReturnType<typeof start> | undefined;

async function start(from: Start) {
  const source = 'blocks' in from ? inlineSource(from.blocks) : servedSource(from.base);
  const model = await loadModel(source, (progress) => say({ progress }));
  return createService(model);
}

async function answer({ id, method, values }: Call): Promise<void> {
  try {
    const answers = (await started)!.service as Record<keyof Service, (...values: unknown[]) => unknown>;
    say({ id, value: await answers[method](...values) });
  } catch (error) {
    const { message, line, column } = error as Error & { line?: number; column?: number };
    say({ id, error: { message, line, column } });
  }
}

onmessage = ({ data }: MessageEvent<Start | Call>) => {
  if ('id' in data) return void answer(data);
  started = start(data);
  started.then(
    ({ prepare }) => {
      say({ ready: true });
      void prepare(pause);
    },
    (error: Error) => say({ broken: error.message }),
  );
};

/** What was asked meanwhile is answered. */
const pause = () => new Promise<void>((done) => setTimeout(done));
