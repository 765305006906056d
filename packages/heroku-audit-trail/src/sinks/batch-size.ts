export type BatchSize = ReturnType<typeof createBatchSize>;

/**
 * How many rows the next batch has. What is refused is halved until one row is left; of refused rows that are all taken
 * in smaller batches the size was the reason, and it stays.
 */
export function createBatchSize(whole: number, first = whole) {
  let most = whole;
  let size = first;
  /** How many rows, from the next one on, have one among them that was refused. */
  let suspects = 0;
  /** The largest batch of them that was taken. */
  let largest = 0;

  return {
    rows: () => size,
    refused(rows: number) {
      if (suspects === 0) largest = 0;
      suspects = rows;
      size = Math.ceil(rows / 2);
    },
    taken(rows: number) {
      if (suspects === 0) {
        size = Math.min(most, size * 2);
        return;
      }
      largest = Math.max(largest, rows);
      suspects = Math.max(0, suspects - rows);
      if (suspects === 0) most = largest;
      size = suspects === 0 ? most : Math.ceil(suspects / 2);
    },
    /** It was one row. The next one may be of its kind, so that it goes alone. */
    parked() {
      suspects = 0;
      size = 1;
    },
  };
}
