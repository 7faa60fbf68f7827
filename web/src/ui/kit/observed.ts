import { useSyncExternalStore } from "react";
import type { Observable } from "../../util/observable.ts";

/** The value of a store, and a new render whenever it changes. */
export function useObserved<T>(observable: Observable<T>): T {
    return useSyncExternalStore(observable.subscribe, observable.get);
}
