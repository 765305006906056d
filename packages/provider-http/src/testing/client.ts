import type { HttpOptions } from '../call';
import type { HttpError } from '../errors';
import { createHttp } from '../http';
import { scriptedServer, type Answer } from './scripted-server';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

export const closeAfterTest = (close: () => unknown) => void closers.push(close);

/** A client of a server that gives the answers in turn. Both are closed after the test. */
export async function clientOf(answers: readonly Answer[], options: Partial<HttpOptions> = {}) {
  const server = await scriptedServer(...answers);
  const http = createHttp({ baseUrl: server.url, ...options });
  closeAfterTest(() => http.close());
  closeAfterTest(() => server.close());
  return { server, http, asked: () => server.requests.map(({ url }) => url) };
}

export const errorOf = (promise: Promise<unknown>): Promise<HttpError> =>
  promise.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => error as HttpError,
  );
