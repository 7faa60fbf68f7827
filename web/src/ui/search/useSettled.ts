import { useEffect, useState } from "react";

const QUIET_MS = 250;

/** A value once it has rested: not every letter is a question to the house. */
export function useSettled(value: string): string {
    const [settled, setSettled] = useState(value);
    useEffect(() => {
        if (value === settled) return;
        const timer = setTimeout(() => setSettled(value), value === "" ? 0 : QUIET_MS);
        return () => clearTimeout(timer);
    }, [value, settled]);
    return settled;
}
