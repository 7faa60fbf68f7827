/** Taking a newer version of the app: only once everything that was begun here is put away. */
import { isOutdated, takeUpdate } from "../api/worker.ts";
import type { House } from "./house.ts";

export { isOutdated };

/** Why it has to wait: files on their way, and messages that are worded anew, are in this page's memory only. */
export function isBusy(house: House): boolean {
    return house.uploads.list.get().length > 0 || house.conversations.isEditing;
}

/** Drafts and messages that wait to be sent are kept; then the page begins anew. */
export async function update(house: House): Promise<void> {
    await house.putAway();
    await takeUpdate();
}
