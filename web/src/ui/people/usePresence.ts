import { useCallback, useSyncExternalStore } from "react";
import { useHouse } from "../shell/context.ts";

/** online, unavailable or offline, where the house shows it; undefined where nothing is known. */
export function usePresence(userId: string): string | undefined {
    const { matrix } = useHouse();
    const subscribe = useCallback(
        (heard: () => void) => {
            matrix.on("User.presence" as never, heard as never);
            return () => matrix.off("User.presence" as never, heard as never);
        },
        [matrix],
    );
    return useSyncExternalStore(subscribe, () => {
        const user = matrix.getUser(userId);
        return user?.events.presence ? user.presence : undefined;
    });
}
