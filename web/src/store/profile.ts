/** How the person appears to others. */
import { asApiError } from "../api/errors.ts";
import type { MatrixClient } from "../api/matrix.ts";

export type Profile = { readonly name: string; readonly avatar: string | undefined; readonly mayRename: boolean };

export async function readProfile(matrix: MatrixClient): Promise<Profile> {
    try {
        const [profile, capabilities] = await Promise.all([
            matrix.getProfileInfo(matrix.getSafeUserId()),
            matrix.getCapabilities(),
        ]);
        return {
            name: profile.displayname ?? matrix.getSafeUserId(),
            avatar: profile.avatar_url,
            mayRename: capabilities["m.set_displayname"]?.enabled !== false,
        };
    } catch (error) {
        throw asApiError(error);
    }
}

/** Throws ApiError: names come from the company's list in most houses. */
export async function rename(matrix: MatrixClient, name: string): Promise<void> {
    await said(matrix.setDisplayName(name));
}

/** The picture in the middle of the file, 512 pixels square. Throws ApiError. */
export async function setPortrait(matrix: MatrixClient, file: Blob): Promise<void> {
    const picture = await square(file, 512);
    const { content_uri } = await said(matrix.uploadContent(picture, { type: "image/jpeg", includeFilename: false }));
    await said(matrix.setAvatarUrl(content_uri));
}

/** Back to the signs of the name. Throws ApiError. */
export async function removePortrait(matrix: MatrixClient): Promise<void> {
    await said(matrix.setAvatarUrl(""));
}

async function said<T>(call: Promise<T>): Promise<T> {
    try {
        return await call;
    } catch (error) {
        throw asApiError(error);
    }
}

async function square(file: Blob, size: number): Promise<Blob> {
    const bitmap = await createImageBitmap(file);
    const side = Math.min(bitmap.width, bitmap.height);
    const canvas = new OffscreenCanvas(size, size);
    const context = canvas.getContext("2d");
    context?.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, size, size);
    bitmap.close();
    return canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
}
