/** Around a conversation: what its label asks for (watermark, no copying), and what encryption there needs of this browser. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, type SyntheticEvent, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { labels } from "../../store/labels.ts";
import { me } from "../../store/me.ts";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { Protection, Watermark } from "../kit/Watermark.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./Protected.module.css";

export function Protected({ roomId, children }: { roomId: string; children: ReactNode }) {
    const { t, i18n } = useTranslation("security");
    const house = useHouse();
    useObserved(house.chats.list);
    const encryption = useObserved(house.security.state);
    const chat = house.chats.find(roomId);
    const known = useQuery(labels(house));
    const reader = useQuery(me(house));
    const label = chat?.label;
    // Until the house has said what the label asks for, a confidential group is treated as one that wants everything.
    const isProtected = label !== undefined && (known.data?.[label]?.watermark ?? label === "confidential");
    useNoCopying(isProtected);
    const account = house.userId.slice(1).split(":")[0] ?? "";
    const name = reader.data?.name ?? account;
    const number = reader.data?.person?.employee_no ?? account;
    const isClosed = chat?.isEncrypted && encryption.at === "failed";
    return (
        <Protection value={isProtected}>
            <div className={`${style["around"]} ${isProtected ? style["protected"] : ""}`}>
                {isClosed && (
                    <div className={style["closed"]}>
                        <Notice look="warning" title={t("closed.title")}>
                            {t("closed.hint")}
                        </Notice>
                    </div>
                )}
                <div className={style["inside"]}>{children}</div>
            </div>
            {isProtected && <Watermark lines={[`${name} ${number}`]} language={i18n.language} />}
        </Protection>
    );
}

/** Nothing is copied, dragged out or saved by its menu, but in fields where the person writes himself. */
function useNoCopying(isOn: boolean): void {
    useEffect(() => {
        if (!isOn) return;
        const stop = (event: Event): void => {
            if (!isWriting(event as unknown as SyntheticEvent)) event.preventDefault();
        };
        const names = ["copy", "cut", "dragstart", "contextmenu"];
        for (const name of names) document.addEventListener(name, stop, true);
        return () => {
            for (const name of names) document.removeEventListener(name, stop, true);
        };
    }, [isOn]);
}

function isWriting({ target }: SyntheticEvent): boolean {
    return target instanceof Element && target.closest("input, textarea, [contenteditable=true]") !== null;
}
