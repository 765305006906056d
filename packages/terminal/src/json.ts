/** JSON with escaped control and invisible characters: `JSON.stringify` leaves those above U+007E as they are. */
export const jsonText = (value: unknown, indent?: number): string =>
  plainJson(JSON.stringify(value, null, indent) ?? 'null');

export const plainJson = (json: string): string => json.replace(UNSAFE, escaped);

const UNSAFE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** A character beyond U+FFFF is two units in JSON. */
const escaped = (character: string) =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
