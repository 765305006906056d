import { visible } from '../parts/text';

export const variablesIn = (query: string): string[] => [
  ...new Set([...query.matchAll(/\$\{(\w+)[\w.]*\}/g)].map(([, name]) => name)),
];

interface VariablesProps {
  query: string;
  values: Record<string, string>;
  onGive: (values: Record<string, string>) => void;
}

export function Variables({ query, values, onGive }: VariablesProps) {
  const names = variablesIn(query);
  if (names.length === 0) return null;
  const given = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = (event.currentTarget as HTMLFormElement).querySelectorAll('input');
    onGive(Object.fromEntries([...fields].map(({ name, value }) => [name, value])));
  };
  return (
    <form class="variables" onSubmit={given}>
      {names.map((name) => (
        <label key={name}>
          {visible(name)} <input type="text" name={name} defaultValue={values[name] ?? ''} required />
        </label>
      ))}
      <button type="submit">Ask with these values</button>
    </form>
  );
}
