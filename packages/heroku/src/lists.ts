import { HttpError, paginate, type Http, type Path } from '@j1-integrations/provider-http';

/** As every request asks: version 3, or a variant of it that Heroku knows an endpoint by. */
export const versionOf = (variant?: string) =>
  `application/vnd.heroku+json; version=3${variant === undefined ? '' : `.${variant}`}`;

/** The most items that Heroku gives on a page; 200 when nothing is asked for. */
const FIRST_PAGE = 'id ..; max=1000;';

/** Heroku's answers to a version, a path or parameters that it does not take. */
const NOT_SO = new Set([400, 403, 404, 406, 422]);

/** Where a list goes on, and by which variant of version 3 it was begun. */
interface Cursor {
  range: string;
  variant?: string;
}

const statusOf = (error: unknown) => (error instanceof HttpError && error.kind === 'status' ? error.status : undefined);

const headersOf = (variant: string | undefined, range?: string) => ({
  accept: versionOf(variant),
  ...(range && { range }),
});

/** Asks for the beginning of a list. No documentation says by what each can be sorted: one that refuses ours comes by its own. */
export async function askForStart(http: Http, path: Path, { range, variant }: Cursor) {
  try {
    return await http.request<unknown>({ path, headers: headersOf(variant, range) });
  } catch (error) {
    if (statusOf(error) !== 416) throw error;
    return http.request<unknown>({ path, headers: headersOf(variant) });
  }
}

/** The same by a variant of version 3 and, where Heroku does not take that, by version 3 itself. */
async function begin(http: Http, path: Path, variant: string | undefined) {
  const range = FIRST_PAGE;
  if (variant === undefined) return { answer: await askForStart(http, path, { range }) };
  try {
    return { answer: await askForStart(http, path, { range, variant }), variant };
  } catch (refusal) {
    if (!NOT_SO.has(statusOf(refusal) ?? 0)) throw refusal;
    return { answer: await askForStart(http, path, { range }).catch((error: unknown) => throwClearer(refusal, error)) };
  }
}

/** That the caller may not is more than that there is no such thing, whichever version says so. */
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
  if (!Array.isArray(body)) throw answer.unusable('answered no list');
  if (status === 206 && !range) throw answer.unusable('cut the list, and does not say where it goes on');
  return { items: body as unknown[], next: range === undefined ? undefined : { range, variant: taken } };
}

export interface ListOptions {
  /** As in `version=3.team-invitations`. Where Heroku does not take it, version 3 itself is asked for. */
  variant?: string;
  /** Whether the next page is asked for while the current one is consumed. */
  lookAhead?: boolean;
  /** Which items of a page are given out. */
  choose: (items: readonly unknown[]) => readonly unknown[];
}

/** The items of a list, page by page. */
export const readPages = <Item>(http: Http, path: Path, { variant, lookAhead, choose }: ListOptions) =>
  paginate<Item, Cursor>(
    async (cursor) => {
      const { items, next } = await pageOf(http, path, cursor, variant);
      return { items: choose(items) as readonly Item[], next };
    },
    { endpoint: path, lookAhead },
  );
