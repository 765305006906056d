import { useState } from 'preact/hooks';
import { kindOf, textOf, VARIABLE_KINDS, variableOf, variablesIn, type VariableKind } from '../data/variables';
import { visible } from '../parts/text';

interface VariablesProps {
  query: string;
  values: Record<string, unknown>;
  onGive: (values: Record<string, unknown>) => void;
}

export function Variables({ query, values, onGive }: VariablesProps) {
  const names = variablesIn(query);
  if (names.length === 0) return null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const textIn = (field: string) => form.get(field) as string;
    const value = (name: string) => variableOf(textIn(`value ${name}`), textIn(`kind ${name}`) as VariableKind);
    onGive(Object.fromEntries(names.map((name) => [name, value(name)])));
  };
  return (
    <form class="variables" onSubmit={submit}>
      {names.map((name) => (
        <Variable key={`${name} ${JSON.stringify(values[name])}`} name={name} value={values[name]} />
      ))}
      <button type="submit">Ask with these values</button>
    </form>
  );
}

const TITLES: Record<VariableKind, string> = {
  text: 'text',
  number: 'number',
  boolean: 'true or false',
  json: 'JSON',
};

function Variable({ name, value }: { name: string; value: unknown }) {
  const [kind, setKind] = useState(kindOf(value ?? ''));
  return (
    <span class="variable">
      <label>
        {visible(name)} <Field name={`value ${name}`} kind={kind} text={value === undefined ? '' : textOf(value)} />
      </label>
      <select
        name={`kind ${name}`}
        aria-label={`Kind of ${visible(name)}`}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as VariableKind)}
      >
        {VARIABLE_KINDS.map((one) => (
          <option key={one} value={one}>
            {TITLES[one]}
          </option>
        ))}
      </select>
    </span>
  );
}

function Field({ name, kind, text }: { name: string; kind: VariableKind; text: string }) {
  if (kind === 'boolean') {
    return (
      <select name={name} defaultValue={text === 'false' ? 'false' : 'true'}>
        <option>true</option>
        <option>false</option>
      </select>
    );
  }
  if (kind === 'number') return <input key={kind} type="number" step="any" name={name} defaultValue={text} required />;
  const check = ({ currentTarget: input }: { currentTarget: HTMLInputElement }) => {
    const isValid = variableOf(input.value, kind) !== undefined;
    input.setCustomValidity(isValid ? '' : 'Write valid JSON, such as ["a", "b"].');
  };
  return <input key={kind} type="text" name={name} defaultValue={text} onInput={check} required />;
}
