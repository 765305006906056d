export { parse } from './grammar/parse';
export { J1qlError, type J1qlErrorCode } from './errors/error';
export type * from './syntax/tree';
