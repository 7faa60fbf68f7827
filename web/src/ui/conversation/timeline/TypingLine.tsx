import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Typing } from "../../../store/timelineTyping.ts";
import { useObserved } from "../../kit/observed.ts";
import { useTalk } from "./context.ts";
import { nameOf } from "./names.ts";
import style from "./Timeline.module.css";

const NAMED = 3;

export function TypingLine() {
    const { t } = useTranslation("timeline");
    const { timeline } = useTalk();
    const [typing] = useState(() => new Typing(timeline.matrix, timeline.room.roomId));
    const people = useObserved(typing.people);
    useEffect(() => typing.start(), [typing]);
    const names = people.slice(0, NAMED).map((id) => nameOf(timeline.room, id));
    const words =
        people.length > NAMED
            ? t("typingMany", { count: people.length })
            : t("typing", { who: names.join(t("comma")) });
    return <p className={style["typing"]}>{people.length > 0 && words}</p>;
}
