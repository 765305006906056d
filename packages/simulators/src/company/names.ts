const FIRST_NAMES =
  'Ada Amara Anders Beatriz Bruno Chidi Clara Dario Elif Emeka Farah Felix Greta Hana Hugo Ines Ivo Jamal Jonas Kaya Lena Luca Mai Malik Nadia Noor Oskar Paula Priya Quinn Rafael Rosa Samir Sofia Tariq Tessa Uma Viktor Wanda Yusuf Zoe'.split(
    ' ',
  );

const LAST_NAMES =
  'Abadi Almeida Bauer Berg Castillo Chen Diallo Dubois Eriksen Falk Ferrari Garcia Haddad Holm Ibarra Ito Jansen Kaplan Keller Kovacs Laurent Lindqvist Marino Mbeki Moreau Nakamura Novak Okafor Olsen Park Petrov Ramos Rossi Sato Silva Tanaka Torres Varga Weber Yilmaz Zhang'.split(
    ' ',
  );

/** A number always gives the same name. When all pairs are used, the login contains the number. */
export function nameOf(number: number): { name: string; login: string } {
  const round = Math.floor(number / FIRST_NAMES.length);
  const first = FIRST_NAMES[number % FIRST_NAMES.length];
  const last = LAST_NAMES[(round + 7 * number) % LAST_NAMES.length];
  const again = number < FIRST_NAMES.length * LAST_NAMES.length ? '' : `.${number}`;
  return { name: `${first} ${last}`, login: `${first}.${last}${again}`.toLowerCase() };
}
