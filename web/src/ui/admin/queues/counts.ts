import { useQuery } from "@tanstack/react-query";
import { appealList, contactList, heldList, proposalList, reportList } from "../../../store/admin/queues.ts";
import { useHouse } from "../../shell/context.ts";

export const QUEUE_NAMES = ["held", "appeals", "reports", "proposals", "contacts"] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** How much waits in each queue; undefined while it isn't known, or the reader may not see it. */
export function useCounts(): Record<QueueName, number | undefined> {
    const house = useHouse();
    return {
        held: useQuery(heldList(house, "open")).data?.length,
        appeals: useQuery(appealList(house, "open")).data?.length,
        reports: useQuery(reportList(house, "open")).data?.length,
        proposals: useQuery(proposalList(house, "open")).data?.length,
        contacts: useQuery(contactList(house, "open")).data?.length,
    };
}
