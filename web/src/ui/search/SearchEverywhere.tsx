/** Ctrl+K (⌘K) anywhere opens the search; what it shows is loaded then. */
import { lazy, Suspense, useEffect } from "react";
import { closeSearch, openSearch, searchOpening } from "../../store/search.ts";
import { useObserved } from "../kit/observed.ts";

const SearchDialog = lazy(() => import("./SearchDialog.tsx").then((found) => ({ default: found.SearchDialog })));

export function SearchEverywhere() {
    const opening = useObserved(searchOpening);
    useEffect(() => {
        const pressed = (event: KeyboardEvent): void => {
            const isWanted = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
            if (!isWanted || event.isComposing) return;
            event.preventDefault();
            if (searchOpening.get()) closeSearch();
            else openSearch();
        };
        window.addEventListener("keydown", pressed);
        return () => window.removeEventListener("keydown", pressed);
    }, []);
    if (!opening) return null;
    return (
        <Suspense>
            <SearchDialog opening={opening} />
        </Suspense>
    );
}
