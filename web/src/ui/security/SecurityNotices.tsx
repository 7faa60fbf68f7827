/** What the person should know, or do, about encryption and his sessions: one line over the page, the gravest first. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { isKeeping, isSecure } from "../../api/vault.ts";
import type { Chats } from "../../store/chats.ts";
import { isPutOff, putOff } from "../../store/later.ts";
import type { OwnSession } from "../../store/sessions.ts";
import { Button } from "../kit/Button.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { useHouse } from "../shell/context.ts";
import { RecoverDialog } from "./RecoverDialog.tsx";
import style from "./SecurityNotices.module.css";
import { SetUpDialog } from "./SetUpDialog.tsx";
import { useCompare } from "./useCompare.ts";

export function SecurityNotices() {
    const house = useHouse();
    const state = useObserved(house.security.state);
    const [newcomer] = useObserved(house.sessions.newcomers);
    const keeps = useObserved(isKeeping);
    const [, setPutOff] = useState(0);
    const [open, setOpen] = useState<"setUp" | "recover" | null>(null);
    const [location] = useLocation();
    const later = (): void => {
        putOff(state.at);
        setPutOff(Date.now());
    };
    let notice = null;
    if (newcomer) notice = <Newcomer session={newcomer} />;
    else if (!keeps) notice = <NothingKept />;
    else if (!isPlaceFor(location, house.chats) || isPutOff(state.at)) notice = null;
    else if (state.at === "failed") notice = <NoEncryption onLater={later} />;
    else if (state.at === "new") notice = <NotSetUp onSetUp={() => setOpen("setUp")} onLater={later} />;
    else if (state.at === "unconfirmed") {
        notice = <Unconfirmed {...state} onRecover={() => setOpen("recover")} onLater={later} />;
    }
    return (
        <>
            {notice && <div className={style["notices"]}>{notice}</div>}
            <SetUpDialog isOpen={open === "setUp"} onClose={() => setOpen(null)} />
            <RecoverDialog isOpen={open === "recover"} onClose={() => setOpen(null)} />
        </>
    );
}

/** Where encryption is spoken of: on the first page, in the settings, and where something is encrypted. */
function isPlaceFor(location: string, chats: Chats): boolean {
    if (/^\/(today|settings)/.test(location)) return true;
    const [, room] = /^\/chats\/([^/?]+)/.exec(location) ?? [];
    return room !== undefined && chats.find(decodeURIComponent(room))?.isEncrypted === true;
}

function Later({ onLater }: { onLater: () => void }) {
    const { t } = useTranslation("security");
    return (
        <Button isSmall look="quiet" onPress={onLater}>
            {t("notices.tomorrow")}
        </Button>
    );
}

function NothingKept() {
    const { t } = useTranslation("security");
    return (
        <Notice look="warning" isLive title={t("notices.nothingKeptTitle")}>
            {t("notices.nothingKept")}
        </Notice>
    );
}

function NoEncryption({ onLater }: { onLater: () => void }) {
    const { t } = useTranslation("security");
    return (
        <Notice
            look="warning"
            title={t(isSecure ? "notices.failedTitle" : "notices.insecureTitle")}
            actions={
                <>
                    <Button isSmall onPress={() => location.reload()}>
                        {t("notices.reload")}
                    </Button>
                    <Later onLater={onLater} />
                </>
            }
        >
            {t(isSecure ? "notices.failed" : "notices.insecure")}
        </Notice>
    );
}

function NotSetUp({ onSetUp, onLater }: { onSetUp: () => void; onLater: () => void }) {
    const { t } = useTranslation("security");
    return (
        <Notice
            title={t("notices.newTitle")}
            actions={
                <>
                    <Button isSmall look="primary" onPress={onSetUp}>
                        {t("notices.setUp")}
                    </Button>
                    <Later onLater={onLater} />
                </>
            }
        >
            {t("notices.new")}
        </Notice>
    );
}

function Unconfirmed({
    hasKey,
    hasOthers,
    onRecover,
    onLater,
}: {
    hasKey: boolean;
    hasOthers: boolean;
    onRecover: () => void;
    onLater: () => void;
}) {
    const { t } = useTranslation("security");
    const compare = useCompare();
    const [, go] = useLocation();
    return (
        <Notice
            look="warning"
            title={t("notices.unconfirmedTitle")}
            actions={
                <>
                    {hasOthers && (
                        <Button isSmall look="primary" onPress={() => void compare.withOwn()}>
                            {t("notices.verify")}
                        </Button>
                    )}
                    {hasKey && (
                        <Button isSmall onPress={onRecover}>
                            {t("notices.recover")}
                        </Button>
                    )}
                    {!hasOthers && !hasKey && (
                        <Button isSmall onPress={() => go("/settings/encryption")}>
                            {t("notices.reset")}
                        </Button>
                    )}
                    <Later onLater={onLater} />
                </>
            }
        >
            {t("notices.unconfirmed")}
        </Notice>
    );
}

function Newcomer({ session }: { session: OwnSession }) {
    const { t } = useTranslation("security");
    const house = useHouse();
    const compare = useCompare();
    const [, go] = useLocation();
    const known = [session.deviceId];
    return (
        <Notice
            look="warning"
            isLive
            title={t("notices.newcomerTitle")}
            actions={
                <>
                    <Button
                        isSmall
                        look="primary"
                        onPress={() => {
                            house.sessions.seen(known);
                            void compare.withOwn(session.deviceId);
                        }}
                    >
                        {t("notices.mine")}
                    </Button>
                    <Button
                        isSmall
                        look="danger"
                        onPress={() => {
                            house.sessions.seen(known);
                            go(`/settings/sessions?end=${encodeURIComponent(session.deviceId)}`);
                        }}
                    >
                        {t("notices.notMine")}
                    </Button>
                    <Button isSmall look="quiet" onPress={() => house.sessions.seen(known)}>
                        {t("notices.later")}
                    </Button>
                </>
            }
        >
            {t("notices.newcomer", {
                name: session.name ?? session.deviceId,
                address: session.address ?? t("notices.unknownAddress"),
            })}
        </Notice>
    );
}
