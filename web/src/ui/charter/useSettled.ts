import { useEffect, useState } from "react";

const WAIT_MS = 400;

/** The value once nothing has changed for a moment: so that not each letter is a question to the house. */
export function useSettled<T>(value: T): T {
    const [settled, setSettled] = useState(value);
    useEffect(() => {
        const timer = setTimeout(() => setSettled(value), WAIT_MS);
        return () => clearTimeout(timer);
    }, [value]);
    return settled;
}
