import { useTranslation } from "react-i18next";
import { Page } from "../kit/Page.tsx";
import { Empty } from "../kit/states.tsx";

export function PeoplePage() {
    const { t } = useTranslation();
    return (
        <Page title={t("people")}>
            <Empty title={t("nothingHere")} />
        </Page>
    );
}
