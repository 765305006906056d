/** @see https://devcenter.heroku.com/articles/platform-api-reference#errors */
export interface HerokuError {
  id: string;
  message: string;
  url?: string;
}

const REFERENCE = 'https://devcenter.heroku.com/articles/platform-api-reference';

const ERRORS: Record<number, HerokuError> = {
  400: { id: 'bad_request', message: 'Request invalid, validate usage and try again.' },
  401: { id: 'unauthorized', message: 'Invalid credentials provided.' },
  402: { id: 'delinquent', message: 'Your account has an overdue balance, update your billing details to continue.' },
  403: { id: 'forbidden', message: 'You do not have access to this resource.' },
  404: { id: 'not_found', message: "Couldn't find that resource." },
  406: {
    id: 'not_acceptable',
    message:
      "Please specify a version along with Heroku's API MIME type. For example, `Accept: application/vnd.heroku+json; version=3`.",
    url: `${REFERENCE}#clients`,
  },
  409: { id: 'conflict', message: 'Another request is changing this resource, try again.' },
  410: { id: 'gone', message: 'This resource is no longer here.' },
  416: {
    id: 'requested_range_not_satisfiable',
    message: 'Invalid `Range` header. Please use format like `id ..; max=10, order=desc`.',
    url: `${REFERENCE}#ranges`,
  },
  422: { id: 'invalid_params', message: 'Invalid parameters.' },
  429: {
    id: 'rate_limit',
    message: 'Your account reached the API rate limit\nPlease wait a few minutes before making new requests',
    url: `${REFERENCE}#rate-limits`,
  },
  500: { id: 'internal_server_error', message: 'Internal server error.' },
  503: {
    id: 'service_unavailable',
    message: 'Heroku API is temporarily unavailable.',
    url: 'https://status.heroku.com',
  },
};

export const UNKNOWN_ENDPOINT: HerokuError = {
  id: 'not_found',
  message:
    'The requested API endpoint was not found. Are you using the right HTTP verb (i.e. `GET` vs. `POST`), and did you specify your intended version with the `Accept` header?',
};

export const SCOPE_TOO_NARROW: HerokuError = {
  id: 'forbidden',
  message: 'The scope of this OAuth authorization does not allow access to this resource.',
};

/** Heroku's customers reported these messages in public. */
export const notForFir = (things: 'apps' | 'spaces'): HerokuError => ({
  id: 'invalid_params',
  message: `This feature is not supported for Fir-generation ${things}.`,
});

export const notForCedar = (things: 'apps' | 'spaces'): HerokuError => ({
  id: 'invalid_params',
  message: `This feature is only supported for Fir-generation ${things}.`,
});

export const couldNotFind = (resource: string): HerokuError => ({
  id: 'not_found',
  message: `Couldn't find that ${resource}.`,
});

export const herokuError = (status: number): HerokuError =>
  ERRORS[status] ?? { id: 'unknown', message: `The request failed with status ${status}.` };
