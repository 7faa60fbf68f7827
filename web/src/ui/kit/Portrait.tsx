import { Avatar } from "./Avatar.tsx";
import { useMedia } from "./media.ts";

/** An Avatar whose picture is a Matrix content address (mxc://). */
export function Portrait({
    mxc,
    ...rest
}: {
    name: string;
    id?: string | undefined;
    isPerson?: boolean;
    size?: 24 | 32 | 40 | 48 | 72;
    mxc?: string | undefined;
}) {
    const size = rest.size ?? 40;
    const { url } = useMedia(mxc ? { mxc, width: size, height: size, method: "crop" } : undefined);
    return <Avatar {...rest} src={url} />;
}
