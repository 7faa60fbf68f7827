import { useTranslation } from "react-i18next";
import { Page } from "../kit/Page.tsx";
import { Empty } from "../kit/states.tsx";

export function AdminPage() {
    const { t } = useTranslation();
    return (
        <Page title={t("admin")}>
            <Empty title={t("nothingHere")} />
        </Page>
    );
}
