export type BatchSize = ReturnType<typeof createBatchSize>;

/**
 * The number of rows in the next batch. A refused batch is halved until one row is left. If the receiver takes all its rows
 * in smaller batches, the size was the reason, and the smaller size stays.
 */
export function createBatchSize(whole: number, first = whole) {
  let most = whole;
  let size = first;
  /** The number of next rows of which at least one was refused. */
  let suspects = 0;
  /** The largest batch of these that the receiver took. */
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
    /** The next row may be refused as well, so it goes alone. */
    parked() {
      suspects = 0;
      size = 1;
    },
  };
}
