import { type Answer, type ProviderRequest } from './answer';

export interface Provider {
  answer(request: ProviderRequest): Answer;
  error(request: ProviderRequest, status: number): Answer;
  insert(path: string, item: object): void;
  /** Deletes the item at `path`, until `restore`. */
  vanish(path: string): void;
  restore(): void;
  /** Sets fields of an item, and of all references to it. */
  change?(id: string, fields: object): void;
  /** Counts a request. Returns a function to call once, when the request is over. */
  arrived?(request: ProviderRequest): () => void;
}
