import type { Column } from '../syntax/tree';

const TOKENS = /'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|\[[^\]]*\]|\/\*[^]*?\*\/|\s+|[^]/g;

/** Removes comments, brackets and unneeded spaces. */
export function expressionText(written: string): string {
  const tokens = (written.match(TOKENS) ?? [])
    .map((token) => {
      if (token.startsWith('/*') || token.trim() === '') return ' ';
      return token.startsWith('[') && token.length > 2 ? token.slice(1, -1).trim() : token;
    })
    .filter((token, at, all) => token !== ' ' || all[at - 1] !== ' ');
  const isTight = (token: string | undefined) => token === undefined || /^[.,()]$/.test(token);
  return tokens.filter((token, at) => token !== ' ' || !(isTight(tokens[at - 1]) || isTight(tokens[at + 1]))).join('');
}

export const columnName = ({ alias, text }: Column): string => alias?.name ?? expressionText(text);
