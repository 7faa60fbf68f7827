import { QueryClientProvider } from "@tanstack/react-query";
import { AppWindow, Lock } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { House } from "../../store/house.ts";
import { type Session, signOut } from "../../store/session.ts";
import { Visit } from "../../store/visit.ts";
import { Button } from "../kit/Button.tsx";
import { useObserved } from "../kit/observed.ts";
import { Empty, Failed, Loading } from "../kit/states.tsx";
import { Toasts } from "../kit/Toasts.tsx";
import { PasswordDialog } from "../security/PasswordDialog.tsx";
import { VerificationDialog } from "../security/VerificationDialog.tsx";
import { Tour } from "../tour/Tour.tsx";
import { HouseContext } from "./context.ts";
import { fetchPage } from "./pages.ts";
import { Shell } from "./Shell.tsx";

/** Enters the house with this session, and shows it once there is something to show. */
export function SignedIn({ session }: { session: Session }) {
    const [visit, setVisit] = useState<Visit | null>(null);

    useEffect(() => {
        fetchPage(location.pathname);
        const made = new Visit(session);
        setVisit(made);
        void made.enter();
        return () => void made.leave();
    }, [session]);

    return visit && <Visiting visit={visit} />;
}

function Visiting({ visit }: { visit: Visit }) {
    const { t } = useTranslation(["security", "common"]);
    const state = useObserved(visit.state);
    if (state.at === "failed") return <Failed error={state.error} onRetry={() => location.reload()} />;
    if (state.at === "entering") return <Loading isPage words={t("common:connecting")} />;
    if (state.at === "elsewhere") {
        return (
            <main>
                <Empty
                    icon={<AppWindow size={32} aria-hidden />}
                    title={t("elsewhere.title")}
                    hint={t("elsewhere.hint")}
                    action={
                        <Button look="primary" onPress={() => void visit.enter(true)}>
                            {t("elsewhere.here")}
                        </Button>
                    }
                />
            </main>
        );
    }
    const { house } = state;
    return (
        <QueryClientProvider client={house.queries}>
            <HouseContext value={house}>
                <Entered house={house} />
                <PasswordDialog proofs={house.proofs} />
                <VerificationDialog />
                <Toasts />
            </HouseContext>
        </QueryClientProvider>
    );
}

function Entered({ house }: { house: House }) {
    const { t } = useTranslation(["security", "common"]);
    const connection = useObserved(house.connection);
    if (connection === "starting") return <Loading isPage words={t("common:connecting")} />;
    if (connection === "locked") {
        return (
            <main>
                <Empty
                    icon={<Lock size={32} aria-hidden />}
                    title={t("locked.title")}
                    hint={t("locked.hint")}
                    action={<Button onPress={() => void signOut()}>{t("locked.signOut")}</Button>}
                />
            </main>
        );
    }
    return (
        <>
            <Shell />
            <Tour />
        </>
    );
}
