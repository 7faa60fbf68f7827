import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "wouter";
import { Cancelled } from "../../../store/proof.ts";
import { Button } from "../../kit/Button.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Section } from "../../kit/Page.tsx";
import { Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { tell, tellError } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "../SettingsPage.module.css";
import { SessionCard } from "./SessionCard.tsx";

export function SessionsPart() {
    const { t } = useTranslation("settings");
    const { sessions } = useHouse();
    const errorWords = useErrorWords();
    const queries = useQueryClient();
    const [search] = useSearchParams();
    const suspect = search.get("end");
    const found = useQuery({ queryKey: ["sessions"], queryFn: () => sessions.list() });
    const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ["sessions"] });
    const end = useMutation({
        mutationFn: (deviceIds: string[]) => sessions.end(deviceIds),
        onSuccess: (_done, deviceIds) => again().then(() => tell(t("sessions.ended", { count: deviceIds.length }))),
        onError: (error) => !(error instanceof Cancelled) && tellError(errorWords(error)),
    });
    if (found.isPending) return <Loading />;
    if (found.isError) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    const [own, ...others] = found.data;
    return (
        <>
            {suspect && others.some((one) => one.deviceId === suspect) && (
                <Notice look="warning" title={t("sessions.suspectTitle")}>
                    {t("sessions.suspect")}
                </Notice>
            )}
            <Section title={t("sessions.this")}>
                {own && <SessionCard session={own} isSuspect={false} onChanged={again} />}
            </Section>
            <Section
                title={t("sessions.others", { count: others.length })}
                actions={
                    others.length > 1 && (
                        <Button
                            look="danger"
                            isPending={end.isPending}
                            onPress={() => end.mutate(others.map((one) => one.deviceId))}
                        >
                            {t("sessions.endOthers")}
                        </Button>
                    )
                }
            >
                {others.length === 0 ? (
                    <p className={style["soft"]}>{t("sessions.noOthers")}</p>
                ) : (
                    <ul className={style["list"]}>
                        {others.map((session) => (
                            <li key={session.deviceId}>
                                <SessionCard
                                    session={session}
                                    isSuspect={session.deviceId === suspect}
                                    onChanged={again}
                                    onEnd={() => end.mutate([session.deviceId])}
                                />
                            </li>
                        ))}
                    </ul>
                )}
            </Section>
        </>
    );
}
