/** What waits for a decision, one queue beside the other. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Redirect, type RouteComponentProps, useLocation } from "wouter";
import type { Which } from "../../../store/admin/queues.ts";
import { Switch } from "../../kit/Field.tsx";
import { Page } from "../../kit/Page.tsx";
import { Tabs } from "../../kit/Tabs.tsx";
import { useBack } from "../narrow.ts";
import { Appeals } from "./Appeals.tsx";
import { Contacts } from "./Contacts.tsx";
import { useCounts, useQueueNames } from "./counts.ts";
import { HeldMessages } from "./HeldMessages.tsx";
import { Proposals } from "./Proposals.tsx";
import { Reports } from "./Reports.tsx";

const QUEUES = {
    held: HeldMessages,
    appeals: Appeals,
    reports: Reports,
    proposals: Proposals,
    contacts: Contacts,
} as const;
export function QueuesPage({ params }: RouteComponentProps<{ queue?: string }>) {
    const { t } = useTranslation("admin");
    const [, go] = useLocation();
    const [which, setWhich] = useState<Which>("open");
    const counts = useCounts();
    const back = useBack();
    const names = useQueueNames();
    const queue = names.find((name) => name === params.queue);
    if (!queue) return <Redirect to="/admin/queues/held" replace />;
    return (
        <Page
            title={t("places.queues")}
            {...back}
            actions={
                <Switch isSelected={which === "past"} onChange={(isPast) => setWhich(isPast ? "past" : "open")}>
                    {t("queues.past")}
                </Switch>
            }
        >
            <Tabs
                label={t("places.queues")}
                selected={queue}
                onSelect={(name) => go(`/admin/queues/${name}`)}
                tabs={names.map((name) => {
                    const Queue = QUEUES[name];
                    return {
                        id: name,
                        label: t(`queues.names.${name}`),
                        ...(counts[name] && { count: counts[name] }),
                        content: () => <Queue which={which} />,
                    };
                })}
            />
        </Page>
    );
}
