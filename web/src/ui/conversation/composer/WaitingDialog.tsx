import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { callBack, type Delayed, dueOf } from "../../../store/composerLater.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Empty, useErrorWords } from "../../kit/states.tsx";
import { tellError } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./LaterMenu.module.css";

/** What the person has sent off for later here; each can be called back until its time. */
export function WaitingDialog({ waiting, onClose }: { waiting: readonly Delayed[]; onClose: () => void }) {
    const { t } = useTranslation("composer");
    return (
        <Dialog title={t("later.title")} isOpen onClose={onClose}>
            {waiting.length === 0 && <Empty title={t("later.none")} />}
            <ul className={style["list"]}>
                {waiting.map((one) => (
                    <Row key={one.delay_id} delayed={one} />
                ))}
            </ul>
        </Dialog>
    );
}

function Row({ delayed }: { delayed: Delayed }) {
    const { t, i18n } = useTranslation("composer");
    const house = useHouse();
    const words = useErrorWords();
    const back = useMutation({
        mutationFn: () => callBack(house, delayed),
        onError: (error) => tellError(words(error)),
    });
    return (
        <li className={style["row"]}>
            <div>
                <p className={style["body"]}>{String(delayed.content["body"] ?? "")}</p>
                <p className={style["when"]}>{fullTime(dueOf(delayed), i18n.language)}</p>
            </div>
            <Button isSmall isPending={back.isPending} onPress={() => back.mutate()}>
                {t("later.cancel")}
            </Button>
        </li>
    );
}
