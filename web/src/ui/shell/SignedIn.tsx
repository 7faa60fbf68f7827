import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { House } from "../../store/house.ts";
import type { Session } from "../../store/session.ts";
import { useObserved } from "../kit/observed.ts";
import { Failed, Loading } from "../kit/states.tsx";
import { Toasts } from "../kit/Toasts.tsx";
import { HouseContext } from "./context.ts";
import { Shell } from "./Shell.tsx";

/** Enters the house with this session, and shows it once there is something to show. */
export function SignedIn({ session }: { session: Session }) {
    const [house, setHouse] = useState<House | null>(null);
    const [error, setError] = useState<unknown>(null);

    useEffect(() => {
        let entered: House | null = null;
        let isGone = false;
        House.enter(session).then((made) => {
            entered = made;
            if (isGone) made.leave();
            else setHouse(made);
        }, setError);
        return () => {
            isGone = true;
            entered?.leave();
        };
    }, [session]);

    if (error) return <Failed error={error} onRetry={() => location.reload()} />;
    if (!house) return <Loading isPage />;
    return (
        <QueryClientProvider client={house.queries}>
            <HouseContext value={house}>
                <Entered house={house} />
                <Toasts />
            </HouseContext>
        </QueryClientProvider>
    );
}

function Entered({ house }: { house: House }) {
    const { t } = useTranslation();
    const connection = useObserved(house.connection);
    if (connection === "starting") return <Loading isPage words={t("connecting")} />;
    return <Shell />;
}
