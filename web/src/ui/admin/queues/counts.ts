import { useQuery } from "@tanstack/react-query";
import { appealList, contactList, heldList, proposalList, reportList } from "../../../store/admin/queues.ts";
import { me } from "../../../store/me.ts";
import { useHouse } from "../../shell/context.ts";

const QUEUE_NAMES = ["held", "appeals", "reports", "proposals", "contacts"] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** The queues that the signed-in person has to do with. */
export function useQueueNames(): readonly QueueName[] {
    const rights = useQuery(me(useHouse())).data?.rights;
    return QUEUE_NAMES.filter((name) => name !== "reports" || rights?.handle_reports);
}

/** How much waits in each queue; undefined while it isn't known, or the reader may not see it. */
export function useCounts(): Record<QueueName, number | undefined> {
    const house = useHouse();
    const hasReports = useQueueNames().includes("reports");
    return {
        held: useQuery(heldList(house, "open")).data?.length,
        appeals: useQuery(appealList(house, "open")).data?.length,
        reports: useQuery({ ...reportList(house, "open"), enabled: hasReports }).data?.length,
        proposals: useQuery(proposalList(house, "open")).data?.length,
        contacts: useQuery(contactList(house, "open")).data?.length,
    };
}
