export interface FanOutOptions {
  last?: boolean;
  /** How many items at once. Default: no own limit. */
  atOnce?: number;
}

interface Applicant {
  last: boolean;
  isUnderWay: () => boolean;
  enter: () => void;
}

/** Limits the items of all fan-outs, so that steps do not read much faster than they write. */
export class Room {
  private readonly applicants = new Set<Applicant>();
  private underWay = 0;

  constructor(
    private readonly size: number,
    private readonly isIdle: () => boolean,
  ) {}

  /** Stops at the first error. */
  async fanOut<Item>(
    items: readonly Item[],
    run: (item: Item) => Promise<void>,
    { last = false, atOnce = Infinity }: FanOutOptions = {},
  ): Promise<void> {
    const running = new Set<Promise<void>>();
    const failures: unknown[] = [];
    const isUnderWay = () => running.size > 0;
    for (const item of items) {
      while (running.size >= atOnce && failures.length === 0) await Promise.race(running);
      if (failures.length > 0) break;
      await new Promise<void>((enter) => {
        this.applicants.add({ last, isUnderWay, enter });
        this.give();
      });
      const task = (failures.length > 0 ? Promise.resolve() : run(item))
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          running.delete(task);
          this.underWay -= 1;
          this.give();
        });
      running.add(task);
    }
    while (isUnderWay() && failures.length === 0) await Promise.race(running);
    if (failures.length > 0) throw failures[0];
  }

  give(): void {
    for (const last of [false, true]) {
      for (const applicant of this.applicants) {
        if (applicant.last !== last || !this.hasRoomFor(applicant)) continue;
        this.applicants.delete(applicant);
        this.underWay += 1;
        applicant.enter();
      }
    }
  }

  /** A fan-out of which no item runs always gets room, because another fan-out may wait for it. */
  private hasRoomFor({ last, isUnderWay }: Applicant): boolean {
    if (this.underWay < this.size) return true;
    return !isUnderWay() && (!last || this.isIdle());
  }
}
