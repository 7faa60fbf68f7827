/** Three screens after the first sign-in, once for each person. */
import { BookText, MoonStar, Sun } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { finishTour, hasSeenTour } from "../../store/tour.ts";
import { Button } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";
import { useObserved } from "../kit/observed.ts";
import { useHouse } from "../shell/context.ts";
import style from "./Tour.module.css";

const SCREENS = [
    { name: "today", icon: Sun },
    { name: "charter", icon: BookText },
    { name: "evening", icon: MoonStar },
] as const;

export function Tour() {
    const { t } = useTranslation(["settings", "common"]);
    const house = useHouse();
    const connection = useObserved(house.connection);
    const [isOver, setOver] = useState(false);
    const [at, setAt] = useState(0);
    const screen = SCREENS[at];
    if (isOver || !screen || connection !== "ready" || hasSeenTour(house.matrix)) return null;
    const Icon = screen.icon;
    const isLast = at === SCREENS.length - 1;

    function finish(): void {
        setOver(true);
        void finishTour(house.matrix);
    }

    return (
        <Dialog
            title={t(`tour.${screen.name}.title`)}
            isOpen
            onClose={finish}
            actions={
                <>
                    {at > 0 ? (
                        <Button onPress={() => setAt(at - 1)}>{t("common:back")}</Button>
                    ) : (
                        <Button onPress={finish}>{t("tour.skip")}</Button>
                    )}
                    <Button look="primary" onPress={() => (isLast ? finish() : setAt(at + 1))}>
                        {t(isLast ? "tour.start" : "tour.next")}
                    </Button>
                </>
            }
        >
            <div className={style["screen"]}>
                <span className={style["picture"]}>
                    <Icon size={56} aria-hidden />
                </span>
                <p>{t(`tour.${screen.name}.text`)}</p>
                <p className={style["step"]}>{t("tour.step", { at: at + 1, of: SCREENS.length })}</p>
            </div>
        </Dialog>
    );
}
