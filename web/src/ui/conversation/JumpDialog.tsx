import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import {
    Calendar,
    CalendarCell,
    CalendarGrid,
    CalendarGridBody,
    CalendarGridHeader,
    CalendarHeaderCell,
    Heading,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Room } from "../../api/matrix.ts";
import { apiError } from "../../store/timelineActions.ts";
import { Pages } from "../../store/timelinePages.ts";
import { Button, IconButton } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./JumpDialog.module.css";

/** Goes to the first message of a day. */
export function JumpDialog({ room, onClose }: { room: Room; onClose: () => void }) {
    const { t } = useTranslation(["conversation", "common"]);
    const { matrix, conversations } = useHouse();
    const words = useErrorWords();
    const [day, setDay] = useState<number | null>(null);
    const [isPending, setPending] = useState(false);
    const [error, setError] = useState<unknown>(null);
    const go = async (at: number): Promise<void> => {
        setPending(true);
        try {
            conversations.get(room.roomId).jump.set(await new Pages(matrix, room).nearest(at));
            onClose();
        } catch (reason) {
            setError(apiError(reason));
            setPending(false);
        }
    };
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return (
        <Dialog
            title={t("jumpDate")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={() => void go(0)}>{t("toStart")}</Button>
                    <Button
                        look="primary"
                        isDisabled={day === null}
                        isPending={isPending}
                        onPress={() => day !== null && void go(day)}
                    >
                        {t("jumpDateGo")}
                    </Button>
                </>
            }
        >
            <Calendar
                aria-label={t("jumpDate")}
                onChange={(date) => setDay(date.toDate(zone).getTime())}
                className={style["calendar"] ?? ""}
                autoFocus
            >
                <header className={style["head"]}>
                    <IconButton slot="previous" label={t("previousMonth")}>
                        <ChevronLeft size={20} aria-hidden />
                    </IconButton>
                    <Heading className={style["month"] ?? ""} />
                    <IconButton slot="next" label={t("nextMonth")}>
                        <ChevronRight size={20} aria-hidden />
                    </IconButton>
                </header>
                <CalendarGrid className={style["grid"] ?? ""} weekdayStyle="short">
                    <CalendarGridHeader>{(name) => <CalendarHeaderCell>{name}</CalendarHeaderCell>}</CalendarGridHeader>
                    <CalendarGridBody>
                        {(date) => <CalendarCell date={date} className={style["day"] ?? ""} />}
                    </CalendarGridBody>
                </CalendarGrid>
            </Calendar>
            <p className={style["hint"]}>{t("jumpDateHint")}</p>
            {error !== null && (
                <Notice look="refusal" isLive>
                    {words(error)}
                </Notice>
            )}
        </Dialog>
    );
}
