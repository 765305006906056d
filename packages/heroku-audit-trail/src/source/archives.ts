import { createHttp, HttpError, isConfidential } from '@j1-integrations/provider-http';
import { isMonth } from '../model/days';
import { CollectorError, EXIT } from '../errors';

export interface Archive {
  month: string;
  createdAt: string;
  /** SHA-256, in hexadecimal. */
  checksum: string;
  size: number;
  /** Everyone who has this address can read the file. */
  url: URL;
}

export function monthsFrom(list: unknown): string[] {
  if (!Array.isArray(list)) throw new CollectorError(EXIT.unavailable, "Heroku's answer is not a list of archives.");
  return list.flatMap((described) => monthOf(described) ?? []).sort();
}

/** @throws CollectorError if the archive is of another month, or lacks a field. */
export function archiveFrom(described: unknown, month: string): Archive {
  const { year, month: number, created_at, checksum, size, url } = (described ?? {}) as Record<string, unknown>;
  const unusable = (what: string) =>
    new CollectorError(EXIT.unavailable, `Heroku's archive of ${month} has no usable ${what}.`);
  if (monthOf(described) !== month) {
    throw new CollectorError(
      EXIT.unavailable,
      `Heroku was asked for the archive of ${month}, and answered with the year ${inMessage(year)} and the month ` +
        `${inMessage(number)}. The answer was not used.`,
    );
  }
  if (typeof checksum !== 'string' || !/^[0-9a-f]{64}$/i.test(checksum)) throw unusable('checksum');
  if (typeof created_at !== 'string' || Number.isNaN(Date.parse(created_at))) throw unusable('created_at');
  let address: URL;
  try {
    address = new URL(String(url));
  } catch {
    throw unusable('url');
  }
  if (!isConfidential(address)) throw unusable('url: it must be https');
  return {
    month,
    createdAt: new Date(created_at).toISOString(),
    checksum: checksum.toLowerCase(),
    size: Number(size),
    url: address,
  };
}

const inMessage = (value: unknown) =>
  String(JSON.stringify(value))
    .slice(0, 40)
    .replace(/[^ -~]/g, '?');

/** Heroku sends the year and the month as numbers or as strings. */
function monthOf(described: unknown): string | undefined {
  const { year, month } = (described ?? {}) as Record<string, unknown>;
  const digits = (value: unknown) => (typeof value === 'number' || typeof value === 'string' ? String(value) : '');
  const found = `${digits(year)}-${digits(month).padStart(2, '0')}`;
  return isMonth(found) ? found : undefined;
}

/** Sends no token, because the host is not Heroku's API. */
export async function openArchive({ url, month }: Archive, signal?: AbortSignal): Promise<AsyncIterable<Buffer>> {
  const secrets = [url.pathname.slice(1), url.search].filter((part) => part.length > 1);
  const http = createHttp({ baseUrl: url.origin, secrets: () => secrets });
  try {
    const { body } = await http.stream({ path: url, keepCompressed: true, signal });
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
