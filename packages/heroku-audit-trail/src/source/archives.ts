import { createHttp, HttpError } from '@j1-integrations/provider-http';
import { CollectorError, EXIT } from '../errors';
import { isConfidential } from './api';

/** A month of the trail as a file. */
export interface Archive {
  /** `YYYY-MM`. */
  month: string;
  createdAt: string;
  /** SHA-256 of the file, in hexadecimal. */
  checksum: string;
  /** Of the file, in bytes. */
  size: number;
  /** Whoever has it may read the file: it is a secret. */
  url: URL;
}

/** @throws CollectorError where one of them has not what is needed to fetch and check it. */
export async function listArchives(ask: () => Promise<unknown>): Promise<Archive[]> {
  const list = await ask();
  if (!Array.isArray(list)) throw new CollectorError(EXIT.unavailable, "Heroku's answer is no list of archives.");
  return list.map(archiveFrom).sort((a, b) => (a.month < b.month ? -1 : 1));
}

function archiveFrom(described: unknown): Archive {
  const { year, month, created_at, checksum, size, url } = (described ?? {}) as Record<string, unknown>;
  const lacking = (what: string) =>
    new CollectorError(EXIT.unavailable, `Heroku's archive of ${String(year)}-${String(month)} has no usable ${what}.`);
  if (typeof checksum !== 'string' || !/^[0-9a-f]{64}$/i.test(checksum)) throw lacking('checksum');
  if (typeof created_at !== 'string' || Number.isNaN(Date.parse(created_at))) throw lacking('created_at');
  let address: URL;
  try {
    address = new URL(String(url));
  } catch {
    throw lacking('url');
  }
  if (!isConfidential(address)) throw lacking('url: it must be https');
  return {
    month: `${String(year)}-${String(month).padStart(2, '0')}`,
    createdAt: new Date(created_at).toISOString(),
    checksum: checksum.toLowerCase(),
    size: Number(size),
    url: address,
  };
}

/** Asks the archive host, which is not Heroku's API and must not get the token. */
export async function openArchive({ url, month }: Archive, signal?: AbortSignal): Promise<AsyncIterable<Buffer>> {
  const secrets = [url.pathname.slice(1), url.search].filter((part) => part.length > 1);
  const http = createHttp({ baseUrl: url.origin, secrets: () => secrets });
  try {
    const { body } = await http.stream({ path: url.href, keepCompressed: true, signal });
    return closing(body as AsyncIterable<Buffer>, () => http.close());
  } catch (error) {
    http.close();
    if (!(error instanceof HttpError)) throw error;
    throw new CollectorError(EXIT.unavailable, `The archive of ${month} could not be downloaded: ${error.message}`);
  }
}

async function* closing(pieces: AsyncIterable<Buffer>, close: () => void): AsyncGenerator<Buffer> {
  try {
    yield* pieces;
  } finally {
    close();
  }
}
