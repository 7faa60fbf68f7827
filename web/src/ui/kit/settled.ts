import { useEffect, useState } from "react";

const WAIT_MS = 400;

/** The value once nothing has changed for a moment: so that not each letter is a question to the house. */
export function useSettled<T>(value: T, waitMs = WAIT_MS): T {
    const [settled, setSettled] = useState(value);
    useEffect(() => {
        const timer = setTimeout(() => setSettled(value), value === "" ? 0 : waitMs);
        return () => clearTimeout(timer);
    }, [value, waitMs]);
    return settled;
}
