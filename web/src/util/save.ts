/** Hands a file to the person: the browser keeps it where downloads go. */
export function saveFile(name: string, content: Blob): void {
    const address = URL.createObjectURL(content);
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000); // Safari begins to read it only later
}
