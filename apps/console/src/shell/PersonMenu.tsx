import { Suspense, useState } from "react";
import { type Role, useIdentity } from "../auth/session.ts";
import { lazy } from "../components/part.tsx";
import { t } from "../texts.ts";

const PersonMenuItems = lazy(
  async () => ({ default: (await import("./PersonMenuItems.tsx")).PersonMenuItems }),
  true,
  ({ trigger }) => trigger,
);

/** The signed-in person. The menu's code loads on hover or focus. */
export function PersonMenu({ area }: { area: Role }) {
  const who = useIdentity();
  const [wanted, setWanted] = useState(false);
  if (!who) return null;
  const button = (
    <button
      type="button"
      aria-haspopup="menu"
      onPointerEnter={PersonMenuItems.preload}
      onFocus={PersonMenuItems.preload}
      onClick={() => setWanted(true)}
      className="flex h-9 shrink-0 items-center gap-2 rounded-control px-1.5 hover:bg-sunken"
    >
      <span
        aria-hidden="true"
        className="flex size-7 items-center justify-center rounded-full bg-accent-soft text-13 font-semibold text-accent uppercase"
      >
        {initials(who.name)}
      </span>
      <span className="sr-only">{t.menu.of(who.name)}</span>
      <span aria-hidden="true" className="hidden max-w-40 truncate text-13 text-muted md:inline">
        {who.name}
      </span>
    </button>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <PersonMenuItems area={area} name={who.name} trigger={button} openAtFirst />
    </Suspense>
  );
}

const initials = (name: string): string =>
  name
    .split(/[\s-]+/)
    .slice(0, 2)
    .map((word) => word.charAt(0))
    .join("");
