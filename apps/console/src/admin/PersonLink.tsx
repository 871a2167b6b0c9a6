import { Link } from "@tanstack/react-router";
import { ShortId, shortened } from "../components/ShortId.tsx";

/** Acts of the platform itself: nobody's. */
const NOBODY = /^(system|platform|integrity|metercast)$|^(system|metercast|policy|schedule):?/;

export const isPerson = (id: string): boolean => id !== "" && !NOBODY.test(id);

interface PersonLinkProps {
  id: string;
  name?: string | null | undefined;
  /** Beside the name, its id for copying. */
  withId?: boolean;
  className?: string;
}

/** A person by name, which leads to their page; without a known name by id. */
export function PersonLink({ id, name, withId = false, className = "" }: PersonLinkProps) {
  if (!isPerson(id)) return <span className={className}>{id}</span>;
  return (
    <span className={`inline-flex max-w-full min-w-0 flex-wrap items-baseline gap-x-2 ${className}`}>
      <Link
        to="/admin/people/$personId"
        params={{ personId: id }}
        title={id}
        className="min-w-0 py-0.5 break-words underline decoration-line-strong underline-offset-4 hover:decoration-current"
      >
        <bdi>{name ?? shortened(id)}</bdi>
      </Link>
      {withId && <ShortId id={id} />}
    </span>
  );
}
