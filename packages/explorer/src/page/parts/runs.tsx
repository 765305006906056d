import type { Contents, Instance } from '../../format/contents';
import { ageOf, count, counted, momentOf, visible } from './text';

export function Runs({ contents: { instances, missing } }: { contents: Contents }) {
  return (
    <section aria-labelledby="runs">
      <h2 id="runs">Integrations</h2>
      <ul class="runs">
        {instances.map((instance) => (
          <Run key={instance.id} instance={instance} />
        ))}
        {missing.map((name) => (
          <li key={name}>
            <h3>
              {visible(name)} <span class="state bad">failed</span>
            </h3>
            <p>
              Its run failed, so its data is missing. Collect again: <code>npm start</code>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateOf({ record }: Instance): [text: string, kind: string] {
  if (isIncomplete(record)) return ['incomplete', 'bad'];
  if (record.events.some(({ level }) => level === 'error')) return ['errors', 'bad'];
  if (record.events.some(({ level }) => level === 'warn')) return ['warnings', 'warn'];
  return record.isFinished && record.notes.length === 0 ? ['complete', 'good'] : ['unknown', 'warn'];
}

export const isIncomplete = ({ failedSteps, isFinished }: Instance['record']): boolean =>
  failedSteps.length > 0 || isFinished === false;

function Run({ instance }: { instance: Instance }) {
  const { name, integration, collectedOn, entities, relationships, record } = instance;
  const [state, kind] = stateOf(instance);
  const warnings = record.events.filter(({ level }) => level !== 'info');
  return (
    <li>
      <h3>
        {visible(name)} {name !== integration && <span class="type">{visible(integration)}</span>}{' '}
        <span class={`state ${kind}`}>{state}</span>
      </h3>
      <p>
        Collected {ageOf(collectedOn, Date.now())} <span class="number">({momentOf(collectedOn)})</span>:{' '}
        {counted(entities, 'entity', 'entities')}, {counted(relationships, 'relationship')}
        {record.requests !== undefined && `, ${counted(record.requests, 'request')}`}
        {record.retries !== undefined && record.retries > 0 && `, ${count(record.retries)} of them repeated`}.
      </p>
      {record.failedSteps.length > 0 && (
        <p class="note bad">
          Failed: {visible(record.failedSteps.join(', '))}.
          {record.partialTypes.length > 0 &&
            ` These types may be incomplete: ${visible(record.partialTypes.join(', '))}.`}
        </p>
      )}
      {record.notes.map((note) => (
        <p key={note} class={`note ${isIncomplete(record) ? 'bad' : 'warn'}`}>
          {visible(`It ${note}`)}
        </p>
      ))}
      {warnings.map(({ level, name: code, description }, at) => (
        <p key={at} class={`note ${level === 'error' ? 'bad' : 'warn'}`}>
          <span class="type">{visible(code)}</span> <bdi>{visible(description)}</bdi>
        </p>
      ))}
      {record.off.length > 0 && <Off instance={instance} />}
    </li>
  );
}

function Off({ instance: { record } }: { instance: Instance }) {
  return (
    <details>
      <summary>
        Not collected, because the source is off <span class="number">{count(record.off.length)}</span>
      </summary>
      <ul>
        {record.off.map(({ title, setting, types }, at) => (
          <li key={at}>
            {title !== undefined && `${visible(title)}: `}
            <span class="type">{visible(types.join(', '))}</span>
            {setting !== undefined && (
              <>
                {' '}
                <code>{visible(setting)}=true</code>
              </>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
