export const sentryError = (status: number): object => ERRORS[status] ?? { detail: `Failed with status ${status}.` };

const ERRORS: Record<number, object> = {
  400: { detail: 'Invalid request.' },
  401: { detail: 'Invalid token' },
  402: { detail: 'Your plan does not include this.' },
  403: { detail: 'You do not have permission to perform this action.' },
  404: { detail: 'The requested resource does not exist' },
  429: { detail: 'You are attempting to use this endpoint too frequently.' },
  500: { detail: 'Internal Error', errorId: '9f2b5ad1c4b34e6f8a8ed1f0c3e1d7ab' },
};

export const NO_CREDENTIALS = { detail: 'Authentication credentials were not provided.' };

export const tooManyIn = (limit: number, seconds: number) => ({
  detail: `You are attempting to use this endpoint too frequently. Limit is ${limit} requests in ${seconds} seconds`,
});

export const tooManyAtOnce = (limit: number) => ({
  detail: `You are attempting to go above the allowed concurrency for this endpoint. Concurrency limit is ${limit}`,
});
