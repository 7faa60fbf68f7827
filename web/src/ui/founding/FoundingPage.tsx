import { useTranslation } from "react-i18next";
import { Page } from "../kit/Page.tsx";
import { Empty } from "../kit/states.tsx";

export function FoundingPage() {
    const { t } = useTranslation(["common", "founding"]);
    return (
        <Page title={t("founding:title")}>
            <Empty title={t("nothingHere")} />
        </Page>
    );
}
