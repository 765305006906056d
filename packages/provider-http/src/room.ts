export interface FanOutOptions {
  last?: boolean;
  /** How many are under way at once. Default: as many as there is room for. */
  atOnce?: number;
}

interface Applicant {
  last: boolean;
  isUnderWay: () => boolean;
  enter: () => void;
}

/** The room for the items of all fan-outs: steps must not read much more at the same time than they can write. */
export class Room {
  private readonly applicants = new Set<Applicant>();
  private underWay = 0;

  constructor(
    private readonly size: number,
    private readonly isIdle: () => boolean,
  ) {}

  /** Runs something for each item, as many at once as there is room for. Ends with the first error. */
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

  /** Lets in whoever has room: those that go last after all others. */
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

  /** A fan-out without an item under way always gets room: it may stand inside another one, which waits for it. */
  private hasRoomFor({ last, isUnderWay }: Applicant): boolean {
    if (this.underWay < this.size) return true;
    return !isUnderWay() && (!last || this.isIdle());
  }
}
