/** A value that others watch. Its listeners are told after each change, in the order in which they came. */
export class Observable<T> {
    readonly #listeners = new Set<() => void>();
    #value: T;

    constructor(value: T) {
        this.#value = value;
    }

    /** Bound, so that React's useSyncExternalStore can take both as they are. */
    readonly get = (): T => this.#value;

    readonly subscribe = (listener: () => void): (() => void) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    };

    /** Tells nobody where the value is the same object. */
    set(value: T): void {
        if (Object.is(value, this.#value)) return;
        this.#value = value;
        for (const listener of [...this.#listeners]) listener();
    }

    update(change: (value: T) => T): void {
        this.set(change(this.#value));
    }
}
