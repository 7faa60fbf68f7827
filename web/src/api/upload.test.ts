import { afterEach, expect, it, vi } from "vitest";
import { Media } from "./media.ts";
import { encryptFile } from "./upload.ts";

afterEach(() => vi.unstubAllGlobals());

it("what is encrypted to be sent is what is decrypted to be shown, and nothing of it is in the clear", async () => {
    const text = "三号泵的图纸";
    const { encrypted, describe } = await encryptFile(new Blob([text]));
    const file = describe("mxc://house/abc");
    expect(await encrypted.text()).not.toContain("三号泵");
    expect(file).toMatchObject({ v: "v2", url: "mxc://house/abc", key: { alg: "A256CTR", kty: "oct", ext: true } });
    expect(file.iv).not.toContain("=");

    vi.stubGlobal("fetch", async () => new Response(await encrypted.arrayBuffer()));
    const shown = await new Media("token").blob({ mxc: file.url, file, mimetype: "application/pdf" });
    expect(await shown.text()).toBe(text);

    vi.stubGlobal("fetch", async () => new Response(new Uint8Array(encrypted.size)));
    await expect(new Media("token").blob({ mxc: file.url, file })).rejects.toThrow(); // another file in its place
});
