/** The bytes of bodies that are being read, for all requests of a client together. */
export interface Room {
  /** A body begins to be read. */
  enter(): Place;
}

export interface Place {
  /** So many bytes more have come. Ends when more may be read, or when `signal` does. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
  leave(): void;
}

/**
 * The body that began first may always go on, up to its own limit, so that one of them comes to its end whatever the
 * others do. All others share a quarter of that limit: where they hold more together, they wait.
 */
export function createRoom(bodyBytes: number): Room {
  const held = new Map<Place, number>();
  const waiting = new Set<() => void>();

  function mayGoOn(place: Place): boolean {
    const [first, ...others] = held.keys();
    return first === place || others.reduce((sum, other) => sum + (held.get(other) ?? 0), 0) <= bodyBytes / 4;
  }

  return {
    enter() {
      const place: Place = {
        async take(bytes, signal) {
          held.set(place, (held.get(place) ?? 0) + bytes);
          while (!mayGoOn(place) && !signal.aborted) {
            await new Promise<void>((resolve) => {
              const goOn = () => {
                signal.removeEventListener('abort', goOn);
                resolve();
              };
              signal.addEventListener('abort', goOn);
              waiting.add(goOn);
            });
          }
        },
        leave() {
          held.delete(place);
          for (const goOn of waiting) goOn();
          waiting.clear();
        },
      };
      held.set(place, 0);
      return place;
    },
  };
}
