import { useTranslation } from "react-i18next";
import { Page } from "../kit/Page.tsx";
import { Empty } from "../kit/states.tsx";

export function SettingsPage() {
    const { t } = useTranslation();
    return (
        <Page title={t("settings")}>
            <Empty title={t("nothingHere")} />
        </Page>
    );
}
