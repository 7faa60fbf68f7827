/** Long work in slices, between which the page answers whoever presses or scrolls. */

const SLICE_MS = 30;

type Scheduler = { yield?: () => Promise<void> };

/** Lets the page do what waits: before the rest of this work where the browser can tell, else after whatever came since. */
export function breathe(): Promise<void> {
    const { scheduler } = globalThis as { scheduler?: Scheduler };
    return scheduler?.yield?.() ?? new Promise((next) => setTimeout(next, 0));
}

/** Does one after the other in the order given; never for longer than a slice at a time, unless one alone takes longer. */
export async function mapInSlices<T, R>(all: readonly T[], each: (one: T, at: number) => R): Promise<R[]> {
    const done: R[] = [];
    let since = performance.now();
    for (const [at, one] of all.entries()) {
        done.push(each(one, at));
        if (performance.now() - since < SLICE_MS) continue;
        await breathe();
        since = performance.now();
    }
    return done;
}

/** A queue of works that come all at once and are done one at a time, in slices. */
export class Queue {
    #last: Promise<unknown> = Promise.resolve();
    #since = 0;
    #waiting = 0;

    add<R>(work: () => Promise<R>): Promise<R> {
        if (this.#waiting === 0) this.#since = performance.now();
        this.#waiting += 1;
        const done = this.#last.then(async () => {
            if (performance.now() - this.#since > SLICE_MS) {
                await breathe();
                this.#since = performance.now();
            }
            try {
                return await work();
            } finally {
                this.#waiting -= 1;
            }
        });
        this.#last = Promise.allSettled([done]); // whoever added it hears of its failure
        return done;
    }
}
