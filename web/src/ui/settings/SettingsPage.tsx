/** Settings: their list beside the chosen part; on a phone one or the other. */
import { Bell, Info, KeyRound, Languages, MonitorSmartphone, ShieldCheck, UserRound } from "lucide-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { Link, useRoute } from "wouter";
import { Page } from "../kit/Page.tsx";
import { Empty } from "../kit/states.tsx";
import { AboutPart } from "./AboutPart.tsx";
import { AccountPart } from "./AccountPart.tsx";
import { EncryptionPart } from "./EncryptionPart.tsx";
import { GeneralPart } from "./GeneralPart.tsx";
import { NotificationsPart } from "./NotificationsPart.tsx";
import { ProfilePart } from "./ProfilePart.tsx";
import style from "./SettingsPage.module.css";
import { SessionsPart } from "./sessions/SessionsPart.tsx";

const PARTS = [
    { name: "general", icon: Languages, content: GeneralPart },
    { name: "profile", icon: UserRound, content: ProfilePart },
    { name: "notifications", icon: Bell, content: NotificationsPart },
    { name: "sessions", icon: MonitorSmartphone, content: SessionsPart },
    { name: "encryption", icon: ShieldCheck, content: EncryptionPart },
    { name: "account", icon: KeyRound, content: AccountPart },
    { name: "about", icon: Info, content: AboutPart },
] as const;

export function SettingsPage() {
    const { t } = useTranslation(["settings", "common"]);
    const [, params] = useRoute<{ part?: string }>("/settings/:part?");
    const part = PARTS.find(({ name }) => name === params?.part);
    return (
        <div className={`${style["page"]} ${params?.part ? style["open"] : ""}`}>
            <nav className={style["nav"]} aria-label={t("common:settings")}>
                <h1 className={style["title"]}>{t("common:settings")}</h1>
                <ul>
                    {PARTS.map(({ name, icon: Icon }) => (
                        <li key={name}>
                            <Link
                                href={`/settings/${name}`}
                                className={style["link"] ?? ""}
                                aria-current={part?.name === name ? "page" : undefined}
                            >
                                <Icon size={20} aria-hidden />
                                {t(`parts.${name}`)}
                            </Link>
                        </li>
                    ))}
                </ul>
            </nav>
            <div className={style["content"]}>
                {part ? <Part name={part.name} content={part.content} /> : <Empty title={t("pickOne")} />}
            </div>
        </div>
    );
}

function Part({ name, content: Content }: { name: (typeof PARTS)[number]["name"]; content: ComponentType }) {
    const { t } = useTranslation("settings");
    return (
        <Page title={t(`parts.${name}`)} back="/settings">
            <Content />
        </Page>
    );
}
