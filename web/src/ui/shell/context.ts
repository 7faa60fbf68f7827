import { createContext, useContext } from "react";
import type { House } from "../../store/house.ts";

export const HouseContext = createContext<House | null>(null);

/** The signed-in person's house; only below SignedIn. */
export function useHouse(): House {
    const house = useContext(HouseContext);
    if (!house) throw new Error("useHouse() outside of SignedIn");
    return house;
}
