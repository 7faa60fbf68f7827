/** A new group in four steps, its purpose first; beside them what the house thinks of it. */
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearchParams } from "wouter";
import {
    canLeave,
    type Draft,
    EMPTY,
    foundGroup,
    isSameGroup,
    keepDraft,
    keptDraft,
    STEPS,
} from "../../store/founding.ts";
import { Button } from "../kit/Button.tsx";
import { TextField } from "../kit/Field.tsx";
import { Notice } from "../kit/Notice.tsx";
import { Page } from "../kit/Page.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { tell } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";
import { AssessmentAside } from "./AssessmentAside.tsx";
import style from "./FoundingPage.module.css";
import { KindStep } from "./KindStep.tsx";
import { PeopleStep } from "./PeopleStep.tsx";
import { PurposeStep } from "./PurposeStep.tsx";
import { RulesStep } from "./RulesStep.tsx";
import { Steps } from "./Steps.tsx";
import { Waiting } from "./Waiting.tsx";

const CONTENTS = { purpose: PurposeStep, kind: KindStep, people: PeopleStep, rules: RulesStep };

export type StepProps = { draft: Draft; onChange: (part: Partial<Draft>) => void };

export function FoundingPage() {
    const { t } = useTranslation(["founding", "common"]);
    const [params] = useSearchParams();
    const proposalId = params.get("proposal");
    if (proposalId) return <Waiting proposalId={proposalId} />;
    return (
        <Page title={t(params.get("draft") ? "completeTitle" : "title")} subtitle={t("subtitle")} back="/chats" isWide>
            <Wizard key={params.get("draft") ?? ""} roomId={params.get("draft") ?? ""} />
        </Page>
    );
}

function Wizard({ roomId }: { roomId: string }) {
    const { t } = useTranslation(["founding", "common"]);
    const house = useHouse();
    const [draft, setDraft] = useState(() => begun(keptDraft(house, roomId), house.matrix.getRoom(roomId)?.name));
    const { found, error } = useFounding(draft, roomId);
    const at = STEPS.indexOf(draft.step);
    const Content = CONTENTS[draft.step];
    const next = STEPS[at + 1];
    const previous = STEPS[at - 1];
    const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
    useEffect(() => {
        if (draft !== EMPTY && !found.isPending && !found.isSuccess) keepDraft(house, roomId, draft);
    }, [house, roomId, draft, found.isPending, found.isSuccess]);
    return (
        <div className={style["wizard"]}>
            <div className={style["main"]}>
                <Steps draft={draft} onGo={(step) => change({ step })} />
                <Content draft={draft} onChange={change} />
                {!next && error}
                {!next && isSameGroup(found.error) && (
                    <TextField
                        label={t("override")}
                        hint={t("overrideHint")}
                        rows={2}
                        value={draft.override}
                        onChange={(override) => change({ override })}
                    />
                )}
                <div className={style["ways"]}>
                    {previous && <Button onPress={() => change({ step: previous })}>{t("previous")}</Button>}
                    <span className={style["space"]} />
                    {next ? (
                        <Button
                            look="primary"
                            isDisabled={!canLeave(draft, draft.step)}
                            onPress={() => change({ step: next })}
                        >
                            {t("next", { step: t(`step.${next}`) })}
                        </Button>
                    ) : (
                        <Button
                            look="primary"
                            isPending={found.isPending}
                            isDisabled={!STEPS.every((step) => canLeave(draft, step))}
                            onPress={() => found.mutate()}
                        >
                            {t(found.isPending ? "founding" : roomId ? "completeIt" : "found")}
                        </Button>
                    )}
                </div>
            </div>
            <AssessmentAside draft={draft} onChange={change} />
        </div>
    );
}

/** A draft from another client has its name already. */
function begun(kept: Draft, name: string | undefined): Draft {
    return name && !kept.name ? { ...kept, name } : kept;
}

function useFounding(draft: Draft, roomId: string) {
    const house = useHouse();
    const { t } = useTranslation("founding");
    const errorWords = useErrorWords();
    const [, go] = useLocation();
    const found = useMutation({
        mutationFn: () => foundGroup(house, draft, roomId),
        onSuccess: (made) => {
            if (made.at === "waiting") return go(`/found?proposal=${encodeURIComponent(made.proposalId)}`);
            if (made.isIn) return go(`/chats/${encodeURIComponent(made.roomId)}`);
            tell(t("foundedForOther", { owner: draft.owner?.name ?? "" }));
            return go("/chats");
        },
    });
    const error = found.error && (
        <Notice look={isSameGroup(found.error) ? "warning" : "refusal"} isLive>
            <p>{errorWords(found.error)}</p>
        </Notice>
    );
    return { found, error };
}
