import { Suspense, useEffect, useState } from "react";
import type { Role } from "../auth/session.ts";
import { lazy } from "../components/part.tsx";
import { loadTexts } from "../texts/chosen.ts";
import { palette } from "../texts/palette.ts";

const Palette = lazy(async () => {
  await loadTexts("search");
  return { default: (await import("./Palette.tsx")).Palette };
}, true);

/** Opens the search, as ⌘K and Ctrl+K do anywhere. Its code loads with the first use. */
export function PaletteButton({ area }: { area: Role }) {
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== "k" ||
        !(event.metaKey || event.ctrlKey) ||
        event.altKey ||
        event.shiftKey
      )
        return;
      event.preventDefault();
      setWanted(true);
      setOpen((now) => !now);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        onPointerEnter={Palette.preload}
        onFocus={Palette.preload}
        onClick={() => {
          setWanted(true);
          setOpen(true);
        }}
        className="flex h-9 shrink-0 items-center gap-2 rounded-control px-2 text-13 text-muted hover:bg-sunken hover:text-ink pointer-coarse:h-11 pointer-coarse:min-w-11 pointer-coarse:justify-center"
      >
        <span className="sr-only">{palette.open}</span>
        <svg
          viewBox="0 0 16 16"
          className="size-4 fill-none stroke-current"
          strokeWidth="1.5"
          aria-hidden="true"
        >
          <circle cx="7" cy="7" r="5" />
          <path d="m11 11 3.5 3.5" strokeLinecap="round" />
        </svg>
        <span className="hidden text-13 md:inline pointer-coarse:hidden">
          {APPLE.test(navigator.platform) ? "⌘K" : "Ctrl K"}
        </span>
      </button>
      {wanted && (
        <Suspense fallback={null}>
          <Palette area={area} open={open} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

const APPLE = /Mac|iP(hone|ad|od)/;
