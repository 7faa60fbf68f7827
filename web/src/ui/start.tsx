/** The first thing on the page: the words, then either the sign-in page or, loaded only then, everything else. */
import { lazy, StrictMode, Suspense, useEffect } from "react";
import { I18nProvider } from "react-aria-components";
import { createRoot } from "react-dom/client";
import { initReactI18next } from "react-i18next";
import { language, startWords, words } from "../store/language.ts";
import { resumeSession, sessionState } from "../store/session.ts";
import { startTheme } from "../store/theme.ts";
import { useObserved } from "./kit/observed.ts";
import { Loading } from "./kit/states.tsx";
import "./kit/base.css";
import { SignIn } from "./signin/SignIn.tsx";

const SignedIn = lazy(() => import("./shell/SignedIn.tsx").then((module) => ({ default: module.SignedIn })));

export async function startApp(root: HTMLElement | null): Promise<void> {
    if (!root) throw new Error("index.html has no #root");
    startTheme();
    await Promise.all([words.use(initReactI18next) && startWords(), resumeSession()]);
    createRoot(root).render(
        <StrictMode>
            <App />
        </StrictMode>,
    );
}

function App() {
    const state = useObserved(sessionState);
    const chosen = useObserved(language);
    useEffect(() => {
        document.title = words.t("common:appName", { lng: chosen });
    }, [chosen]);
    return (
        <I18nProvider locale={chosen}>
            {state.at === "in" && (
                <Suspense fallback={<Loading isPage />}>
                    <SignedIn key={state.session.deviceId} session={state.session} />
                </Suspense>
            )}
            {state.at === "out" && <SignIn why={state.why} known={state.known?.userId} />}
        </I18nProvider>
    );
}
