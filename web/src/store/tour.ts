/** Whether the person has seen the first-run tour: kept in his account, so on one of his devices only. */
import type { MatrixClient } from "../api/matrix.ts";
import { harmless } from "../util/harmless.ts";

const TOUR = "fangyuan.tour";

export function hasSeenTour(matrix: MatrixClient): boolean {
    return matrix.getAccountData(TOUR as never) !== undefined;
}

export async function finishTour(matrix: MatrixClient): Promise<void> {
    await harmless(matrix.setAccountData(TOUR as never, { seen: true } as never), "then it is shown once more");
}
