/** 128 random bits as a word. (crypto.randomUUID is missing from pages over plain HTTP.) */
export function randomWord(): string {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
