/** @see https://developer.pagerduty.com/docs/errors */
export interface PagerDutyError {
  error: { message: string; code: number; errors?: string[] };
}

const error = (message: string, code: number, ...errors: string[]): PagerDutyError => ({
  error: { message, code, ...(errors.length > 0 && { errors }) },
});

const ERRORS: Record<number, PagerDutyError> = {
  400: error('Invalid Input Provided', 2001, 'The request is not valid.'),
  401: error('Unauthorized', 2006, 'The API key is not valid.'),
  402: error('Missing Account Ability', 2014, 'The account does not have the ability that this needs.'),
  403: error('Access Denied', 2010, 'The API key is not allowed to read this.'),
  404: error('Not Found', 2100),
  408: error('Request Timeout', 2000),
  429: error('Rate Limit Exceeded', 2020),
  500: error('Internal Server Error', 2000),
};

export const pagerDutyError = (status: number): PagerDutyError =>
  ERRORS[status] ?? error(`The request failed with status ${status}.`, 2000);

export const invalidInput = (...errors: string[]): PagerDutyError => error('Invalid Input Provided', 2001, ...errors);

/** The answer to a request without a version in its Accept header. */
export const NO_SUCH_PAGE = {
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: Buffer.from(
    '<!DOCTYPE html>\n<html><head><title>Not found</title></head><body>The page you were looking for is not here.</body></html>\n',
  ),
};
