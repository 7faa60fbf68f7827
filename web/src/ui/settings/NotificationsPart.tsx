import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { language } from "../../store/language.ts";
import { Button } from "../kit/Button.tsx";
import { Switch } from "../kit/Field.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { Card, Section } from "../kit/Page.tsx";
import { Loading, useErrorWords } from "../kit/states.tsx";
import { tellError } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./SettingsPage.module.css";

export function NotificationsPart() {
    const { t } = useTranslation("settings");
    const { notifications } = useHouse();
    const chosen = useObserved(language);
    const errorWords = useErrorWords();
    const queries = useQueryClient();
    const [isBusy, setBusy] = useState(false);
    const found = useQuery({ queryKey: ["notifications"], queryFn: () => notifications.read() });

    async function act(work: () => Promise<unknown>): Promise<void> {
        setBusy(true);
        try {
            await work();
        } catch (error) {
            tellError(errorWords(error));
        }
        await queries.invalidateQueries({ queryKey: ["notifications"] });
        setBusy(false);
    }

    if (!found.data) return <Loading />;
    const { permission, isOn, isNamed, isPushed, isSilent } = found.data;
    return (
        <>
            <Section title={t("notifications.here")}>
                <Card>
                    <p>{t(`notifications.permission.${permission}`)}</p>
                    {permission !== "denied" && permission !== "unsupported" && (
                        <div className={style["actions"]}>
                            <Button
                                look={isOn ? "plain" : "primary"}
                                isPending={isBusy}
                                onPress={() =>
                                    void act(() =>
                                        isOn
                                            ? notifications.turnOff()
                                            : notifications.turnOn({ language: chosen, isNamed }),
                                    )
                                }
                            >
                                {t(isOn ? "notifications.off" : "notifications.on")}
                            </Button>
                        </div>
                    )}
                    {isOn && (
                        <>
                            <Notice look={isPushed ? "done" : "warning"}>
                                {t(isPushed ? "notifications.pushed" : "notifications.notPushed")}
                            </Notice>
                            <Switch
                                isSelected={isNamed}
                                isDisabled={isBusy}
                                onChange={(named) =>
                                    void act(() => notifications.choose({ language: chosen, isNamed: named }))
                                }
                            >
                                {t("notifications.named")}
                            </Switch>
                            <p className={style["soft"]}>{t("notifications.namedHint")}</p>
                        </>
                    )}
                </Card>
            </Section>
            <Section title={t("notifications.everywhere")}>
                <Card>
                    <Switch
                        isSelected={isSilent}
                        isDisabled={isBusy}
                        onChange={(silent) => void act(() => notifications.silence(silent))}
                    >
                        {t("notifications.silent")}
                    </Switch>
                    <p className={style["soft"]}>{t("notifications.silentHint")}</p>
                    <p className={style["soft"]}>{t("notifications.groups")}</p>
                </Card>
            </Section>
        </>
    );
}
