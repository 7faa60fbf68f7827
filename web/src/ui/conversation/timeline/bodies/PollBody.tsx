import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, endPoll, type Poll, readPoll, type Tally, tally, vote } from "../../../../store/polls.ts";
import { asked, canDo } from "../../../../store/timelineActions.ts";
import { Button } from "../../../kit/Button.tsx";
import { useErrorWords } from "../../../kit/states.tsx";
import { tellError } from "../../../kit/Toasts.tsx";
import { useTalk } from "../context.ts";
import { nameOf } from "../names.ts";
import style from "./bodies.module.css";
import type { BodyProps } from "./registry.tsx";
import { useReferences } from "./useReferences.ts";

export function PollBody({ event, version }: BodyProps) {
    const { t } = useTranslation("timeline");
    const poll = readPoll(event.getContent());
    if (!poll) return <p>{t("unknown")}</p>;
    return <PollCard event={event} version={version} poll={poll} />;
}

function PollCard({ event, version, poll }: BodyProps & { poll: Poll }) {
    const { t } = useTranslation("timeline");
    const { timeline } = useTalk();
    const { matrix, room } = timeline;
    const { said } = useReferences(event, version);
    const result = tally(poll, event.getSender() ?? "", said, () => false);
    const me = matrix.getSafeUserId();
    const mine = poll.answers.filter((answer) => result.votes.get(answer.id)?.includes(me)).map(({ id }) => id);
    const polled = { id: event.getId() ?? "", startType: event.getType() };
    const words = useErrorWords();
    const doVote = useMutation({
        mutationFn: (answers: readonly string[]) => asked(vote(matrix, room.roomId, polled, answers)),
        onError: (error) => tellError(words(error)),
    });
    const doEnd = useMutation({
        mutationFn: () => asked(endPoll(matrix, room.roomId, polled, t("poll.endedWords"))),
        onError: (error) => tellError(words(error)),
    });
    const choose = (id: string): void => {
        if (mine.includes(id)) doVote.mutate(mine.filter((one) => one !== id));
        else doVote.mutate(poll.most === 1 ? [id] : [...mine, id].slice(-poll.most));
    };
    const can = canDo(matrix, room, event, Date.now());
    const isShown = result.isEnded || (poll.isOpen && mine.length > 0) || (poll.isOpen && !can.speak);
    return (
        <fieldset className={style["poll"]} disabled={result.isEnded || doVote.isPending}>
            <legend className={style["question"]}>{poll.question}</legend>
            <p className={style["figure"]}>
                {result.isEnded
                    ? t("poll.ended", { count: result.voters })
                    : [
                          poll.most > 1 ? t("poll.most", { count: poll.most }) : t("poll.one"),
                          t("poll.voters", { count: result.voters }),
                      ].join(" · ")}
            </p>
            {poll.answers.map((answer) => (
                <Choice
                    key={answer.id}
                    answer={answer}
                    isMine={mine.includes(answer.id)}
                    onPress={() => choose(answer.id)}
                    shown={isShown ? result : null}
                    name={(id) => nameOf(room, id)}
                />
            ))}
            {!poll.isOpen && !result.isEnded && <p className={style["figure"]}>{t("poll.secret")}</p>}
            {event.getSender() === me && !result.isEnded && (
                <Button isSmall onPress={() => doEnd.mutate()} isPending={doEnd.isPending}>
                    {t("poll.end")}
                </Button>
            )}
        </fieldset>
    );
}

function Choice(props: {
    answer: Answer;
    isMine: boolean;
    onPress: () => void;
    shown: Tally | null;
    name: (id: string) => string;
}) {
    const { t } = useTranslation("timeline");
    const [areNamesOpen, setNamesOpen] = useState(false);
    const { answer, isMine, shown } = props;
    const voters = shown?.votes.get(answer.id) ?? [];
    const share = shown && shown.voters > 0 ? Math.round((voters.length / shown.voters) * 100) : 0;
    return (
        <div className={style["choice"]}>
            <button type="button" aria-pressed={isMine} className={style["answer"]} onClick={props.onPress}>
                {shown && <span className={style["share"]} style={{ width: `${share}%` }} aria-hidden />}
                <span className={style["answerText"]}>{answer.text}</span>
                {shown && <span className={style["figure"]}>{t("poll.votes", { count: voters.length, share })}</span>}
            </button>
            {voters.length > 0 && (
                <button
                    type="button"
                    className={style["who"]}
                    aria-expanded={areNamesOpen}
                    onClick={() => setNamesOpen(!areNamesOpen)}
                >
                    {areNamesOpen ? voters.map(props.name).join(t("comma")) : t("poll.who")}
                </button>
            )}
        </div>
    );
}
