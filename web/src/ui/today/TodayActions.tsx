/** What can be done about one thing: in a click where that is safe; where a reason is due, it is asked for. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { decideItem, noteSeen, refreshToday, type TodayItem, type TodayKind } from "../../store/today.ts";
import { Button, LinkButton } from "../kit/Button.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { tell, tellError } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";
import { ReasonDialog } from "./ReasonDialog.tsx";

/** Of these the yes is one click; the no is asked why, unless it is one's own or nobody needs to know. */
const ANSWERED: Partial<Record<TodayKind, { no: "reason" | "click" }>> = {
    held: { no: "reason" },
    proposal: { no: "reason" },
    cascade: { no: "click" },
    contact: { no: "click" },
    review: { no: "reason" },
    divert: { no: "click" },
};

export function TodayActions({ item, title }: { item: TodayItem; title: string }) {
    const { t } = useTranslation("today");
    const answered = ANSWERED[item.kind];
    if (answered) return <YesAndNo item={item} title={title} no={answered.no} />;
    if (item.kind === "appeal") return <Judge item={item} title={title} />;
    if (item.is_news) return <Known item={item} />;
    return (
        <LinkButton look="primary" href={placeOf(item)} aria-label={`${t(`yes.${item.kind as "accept"}`)}: ${title}`}>
            {t(`yes.${item.kind as "accept"}`)}
        </LinkButton>
    );
}

/** Where a thing is dealt with that takes more than a click. */
function placeOf(item: TodayItem): string {
    const room = encodeURIComponent(item.room_id ?? item.subject);
    switch (item.kind) {
        case "accept":
            return `/chats/${room}?panel=charter`;
        case "merge":
            return `/admin/merges/${encodeURIComponent(item.subject)}`;
        case "draft":
            return `/found?draft=${room}`;
        case "report":
        case "appeal":
        case "proposal":
        case "contact":
            return `/admin/queues/${item.kind}s`;
        default:
            return "/admin/queues/held";
    }
}

function useDecide(item: TodayItem) {
    const { t } = useTranslation("today");
    const house = useHouse();
    const errorWords = useErrorWords();
    return useMutation({
        mutationFn: (decided: { yes: boolean; reason: string }) => decideItem(house, item, decided),
        onSuccess: (_done, { yes }) => tell(t(yes ? "doneYes" : "doneNo")),
        onError: (error) => {
            tellError(errorWords(error));
            void refreshToday(house); // somebody else may have been first
        },
    });
}

function YesAndNo({ item, title, no }: { item: TodayItem; title: string; no: "reason" | "click" }) {
    const { t } = useTranslation("today");
    const { mutate, isPending } = useDecide(item);
    const [isAsked, setAsked] = useState(false);
    const kind = item.kind as "held";
    return (
        <>
            <Button
                look="primary"
                isPending={isPending}
                onPress={() => mutate({ yes: true, reason: "" })}
                aria-label={`${t(`yes.${kind}`)}: ${title}`}
            >
                {t(`yes.${kind}`)}
            </Button>
            <Button
                isDisabled={isPending}
                onPress={() => (no === "reason" ? setAsked(true) : mutate({ yes: false, reason: "" }))}
                aria-label={`${t(`no.${kind}`)}: ${title}`}
            >
                {t(`no.${kind}`)}
            </Button>
            <ReasonDialog
                title={t(`no.${kind}`)}
                about={title}
                isOpen={isAsked}
                onClose={() => setAsked(false)}
                answers={[{ id: "no", label: t(`no.${kind}`), look: "danger" }]}
                onAnswer={(_id, reason) => mutate({ yes: false, reason })}
            />
        </>
    );
}

function Judge({ item, title }: { item: TodayItem; title: string }) {
    const { t } = useTranslation("today");
    const { mutate, isPending } = useDecide(item);
    const [isAsked, setAsked] = useState(false);
    return (
        <>
            <Button
                look="primary"
                isPending={isPending}
                onPress={() => setAsked(true)}
                aria-label={`${t("yes.appeal")}: ${title}`}
            >
                {t("yes.appeal")}
            </Button>
            <ReasonDialog
                title={title}
                about={item.text}
                isOpen={isAsked}
                onClose={() => setAsked(false)}
                answers={[
                    { id: "upheld", label: t("upheld"), look: "plain" },
                    { id: "reversed", label: t("reversed"), look: "primary" },
                ]}
                onAnswer={(id, reason) => mutate({ yes: id === "reversed", reason })}
            />
        </>
    );
}

function Known({ item }: { item: TodayItem }) {
    const { t } = useTranslation("today");
    const house = useHouse();
    const isOpen = item.kind === "own_proposal" && item.status === "approved" && item.room_id !== null;
    const { mutate, isPending } = useMutation({
        mutationFn: () => noteSeen(house, [item]),
        onSettled: () => refreshToday(house),
    });
    return (
        <>
            {isOpen && (
                <LinkButton look="primary" href={`/chats/${encodeURIComponent(item.room_id ?? "")}`}>
                    {t("openGroup")}
                </LinkButton>
            )}
            <Button isPending={isPending} onPress={() => mutate()}>
                {t("known")}
            </Button>
        </>
    );
}
