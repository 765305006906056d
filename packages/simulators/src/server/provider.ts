import { type Answer, type ProviderRequest } from './answer';

/** What differs between providers. */
export interface Provider {
  answer(request: ProviderRequest): Answer;
  /** What it says with this status, with its usual headers. */
  error(request: ProviderRequest, status: number): Answer;
  /** Puts an item into the list at `path`. */
  insert(path: string, item: object): void;
  /** Removes what `path` names, until `restore`. */
  vanish(path: string): void;
  restore(): void;
  /** Gives these fields to the thing with this id, wherever it is named. */
  change?(id: string, fields: object): void;
  /** Counts a request that arrives. The result is called once, when the answer leaves or the connection ends. */
  arrived?(request: ProviderRequest): () => void;
}
