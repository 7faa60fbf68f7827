/** The house has a newer version of the app: one press, and nothing that was begun is lost. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isBusy, isOutdated, update } from "../../store/update.ts";
import { Button } from "../kit/Button.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { useHouse } from "./context.ts";
import style from "./UpdateNotice.module.css";

const LOOKS_MS = 1_000;

export function UpdateNotice() {
    const { t } = useTranslation();
    const house = useHouse();
    const isNew = useObserved(isOutdated);
    const [isLater, setLater] = useState(false);
    const [isWanted, setWanted] = useState(false);
    const [isTaken, setTaken] = useState(false);
    useEffect(() => {
        if (!isWanted) return;
        const look = (): void => {
            if (isBusy(house)) return;
            clearInterval(timer);
            setTaken(true);
            void update(house);
        };
        const timer = setInterval(look, LOOKS_MS);
        look();
        return () => clearInterval(timer);
    }, [isWanted, house]);
    if (!isNew || isLater) return null;
    return (
        <div className={style["notice"]}>
            <Notice
                isLive
                title={t("update.title")}
                actions={
                    <>
                        <Button isSmall look="primary" isPending={isWanted} onPress={() => setWanted(true)}>
                            {t("update.take")}
                        </Button>
                        {!isTaken && (
                            <Button isSmall look="quiet" onPress={() => (isWanted ? setWanted(false) : setLater(true))}>
                                {t(isWanted ? "cancel" : "update.later")}
                            </Button>
                        )}
                    </>
                }
            >
                {t(isWanted && !isTaken ? "update.waits" : "update.hint")}
            </Notice>
        </div>
    );
}
