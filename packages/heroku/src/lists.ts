import { HttpError, paginate, type Http, type Path } from '@j1-integrations/provider-http';

export const versionOf = (variant?: string) =>
  `application/vnd.heroku+json; version=3${variant === undefined ? '' : `.${variant}`}`;

/** The largest page that Heroku gives. Its default is 200. */
const FIRST_PAGE = 'id ..; max=1000;';

const REFUSES_VARIANT = new Set([400, 403, 404, 406, 422]);

interface Cursor {
  range: string;
  variant?: string;
}

const statusOf = (error: unknown) => (error instanceof HttpError && error.kind === 'status' ? error.status : undefined);

const headersOf = (variant: string | undefined, range?: string) => ({
  accept: versionOf(variant),
  ...(range && { range }),
});

/** Requests the first page. Some lists cannot be sorted by id, and refuse the range: they are requested without it. */
export async function askForStart(http: Http, path: Path, { range, variant }: Cursor) {
  try {
    return await http.request<unknown>({ path, headers: headersOf(variant, range) });
  } catch (error) {
    if (statusOf(error) !== 416) throw error;
    return http.request<unknown>({ path, headers: headersOf(variant) });
  }
}

async function begin(http: Http, path: Path, variant: string | undefined) {
  const range = FIRST_PAGE;
  if (variant === undefined) return { answer: await askForStart(http, path, { range }) };
  try {
    return { answer: await askForStart(http, path, { range, variant }), variant };
  } catch (refusal) {
    if (!REFUSES_VARIANT.has(statusOf(refusal) ?? 0)) throw refusal;
    return { answer: await askForStart(http, path, { range }).catch((error: unknown) => throwClearer(refusal, error)) };
  }
}

/** Of a 403 and a 404, the 403 has the clearer reason. */
function throwClearer(byVariant: unknown, error: unknown): never {
  throw statusOf(byVariant) === 403 && statusOf(error) === 404 ? byVariant : error;
}

async function pageOf(http: Http, path: Path, cursor: Cursor | undefined, variant: string | undefined) {
  const { answer, variant: taken } = cursor
    ? {
        answer: await http.request<unknown>({
          path,
          headers: headersOf(cursor.variant, cursor.range),
          continues: true,
        }),
        variant: cursor.variant,
      }
    : await begin(http, path, variant);
  const { body, status, headers } = answer;
  const range = headers.get('next-range') ?? undefined;
  if (!Array.isArray(body)) throw answer.unusable('did not answer with a list');
  if (status === 206 && !range)
    throw answer.unusable('cut the list without the header Next-Range, which says where it continues');
  return { items: body as unknown[], next: range === undefined ? undefined : { range, variant: taken } };
}

export interface ListOptions {
  /** A variant of version 3, such as `team-invitations`. If Heroku refuses it, version 3 is requested. */
  variant?: string;
  lookAhead?: boolean;
  /** Selects the usable items of a page. */
  choose: (items: readonly unknown[]) => readonly unknown[];
}

export const readPages = <Item>(http: Http, path: Path, { variant, lookAhead, choose }: ListOptions) =>
  paginate<Item, Cursor>(
    async (cursor) => {
      const { items, next } = await pageOf(http, path, cursor, variant);
      return { items: choose(items) as readonly Item[], next };
    },
    { endpoint: path, lookAhead },
  );
