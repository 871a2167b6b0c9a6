import type { Schemas } from "../api/client.ts";
import { ShortId } from "../components/ShortId.tsx";

/** The reason in quotes, or the id of the stream or withdrawal. */
export function Reference({
  of: { metadata, reference_id: id },
  title,
}: {
  of: Schemas["Entry"];
  title: string | undefined;
}) {
  if (metadata.reason) return <q className="line-clamp-1 max-w-80 text-muted">{metadata.reason}</q>;
  return (
    <>
      {title !== undefined && <span className="max-w-56 truncate text-muted">{title}</span>}
      <ShortId id={id} className={title === undefined ? "" : "max-sm:hidden"} />
    </>
  );
}
