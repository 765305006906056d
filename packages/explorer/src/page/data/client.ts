import type { Call, WorkerMessage, Start } from './calls';
import type { Service } from './service';

export type Client = {
  [Method in keyof Service]: (...values: Parameters<Service[Method]>) => Promise<Awaited<ReturnType<Service[Method]>>>;
};

export class AskedError extends Error {
  constructor(
    message: string,
    readonly line?: number,
    readonly column?: number,
  ) {
    super(message);
  }
}

export interface Listener {
  onProgress(fraction: number): void;
  onReady(): void;
  onBroken(message: string): void;
}

export function createClient(worker: Worker, start: Start, listener: Listener): Client {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
    if ('progress' in data) return listener.onProgress(data.progress);
    if ('ready' in data) return listener.onReady();
    if ('broken' in data) return listener.onBroken(data.broken);
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) asked?.reject(new AskedError(data.error.message, data.error.line, data.error.column));
    else asked?.resolve(data.value);
  };
  worker.onerror = ({ message }) => listener.onBroken(message);
  worker.postMessage(start);
  let last = 0;
  const call = (method: keyof Service, values: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      worker.postMessage({ id: last, method, values } satisfies Call);
    });
  return new Proxy({} as Client, {
    get:
      (_, method) =>
      (...values: unknown[]) =>
        call(method as keyof Service, values),
  });
}
