/**
 * One tab of a browser at a time is in the house: two clients at one store of keys would spoil it. Web Locks say whose
 * turn it is; a tab that wants it asks the other one through a channel, and takes it where nobody answers.
 */
const NAME = "fangyuan-house";
const GIVES_MS = 5_000; // what a tab that is asked may need to put its things away

export type Turn = { release(): void };

/** The turn, or null where another tab keeps it for longer than `patienceMs`, or `signal` says that nobody wants it. */
export function waitForTurn(signal: AbortSignal, patienceMs: number, onLost: () => void): Promise<Turn | null> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    return request({ signal: limit }, onLost);
}

/** Asks the tab whose turn it is to give it; takes it if that tab doesn't answer. */
export async function takeTurn(signal: AbortSignal, onLost: () => void): Promise<Turn | null> {
    const channel = new BroadcastChannel(NAME);
    channel.postMessage("give");
    channel.close();
    const given = await waitForTurn(signal, GIVES_MS, onLost);
    if (given || signal.aborted) return given;
    return request({ steal: true }, onLost);
}

/** Hears that another tab wants the turn; returns how to stop listening. */
export function onAsked(give: () => void): () => void {
    const channel = new BroadcastChannel(NAME);
    channel.onmessage = ({ data }) => data === "give" && give();
    return () => channel.close();
}

function request(options: LockOptions, onLost: () => void): Promise<Turn | null> {
    // Over plain HTTP there are no locks, and no encryption whose keys two tabs could spoil.
    if (!navigator.locks) return Promise.resolve({ release: () => undefined });
    return new Promise((resolve) => {
        let release = (): void => undefined;
        const held = new Promise<void>((done) => {
            release = done;
        });
        let isMine = false;
        navigator.locks
            .request(NAME, options, () => {
                isMine = true;
                resolve({ release });
                return held;
            })
            .catch(() => (isMine ? onLost() : resolve(null))); // stolen, or not given in time
    });
}
