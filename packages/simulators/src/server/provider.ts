import { type Answer, type ProviderRequest } from './answer';

export interface Provider {
  answer(request: ProviderRequest): Answer;
  /** In the provider's format, with its usual headers. */
  error(request: ProviderRequest, status: number): Answer;
  insert(path: string, item: object): void;
  /** Deletes what `path` names, until `restore`. */
  vanish(path: string): void;
  restore(): void;
  /** Sets fields of the item with this id, and of all references to it. */
  change?(id: string, fields: object): void;
  /** Counts a request. The result is called once, when the request is over. */
  arrived?(request: ProviderRequest): () => void;
}
