import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Role } from "../auth/session.ts";
import { search } from "../texts/search.ts";
import { type PaletteGroup, type PaletteItem, usePaletteItems } from "./palette-items.ts";

interface PaletteProps {
  area: Role;
  open: boolean;
  onClose: () => void;
}

/** Finds pages, streams, people and withdrawals, and goes there. Focus returns to where it was. */
export function Palette({ area, open, onClose }: PaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-20 bg-veil" />
        <Dialog.Popup
          aria-label={search.title}
          className="fixed inset-x-0 top-[min(10dvh,6rem)] z-20 mx-auto flex max-h-[min(36rem,80dvh)] w-140 max-w-[calc(100vw-1rem)] flex-col overflow-hidden rounded-card border border-line bg-surface text-ink outline-none"
        >
          <Search area={area} onClose={onClose} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Begins empty each time it is opened. */
function Search({ area, onClose }: Omit<PaletteProps, "open">) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const { groups, state } = usePaletteItems(area, typed);
  const go = (item: PaletteItem) => {
    onClose();
    void navigate(item.target);
  };
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      value={typed}
      onValueChange={(value, { reason }) => reason !== "item-press" && setTyped(value)}
      // The API and palette-items have filtered.
      filter={null}
      autoHighlight="always"
      keepHighlight
      itemToStringValue={(item: PaletteItem) => item.label}
    >
      <div className="flex items-center border-b border-line">
        <Autocomplete.Input
          aria-label={search.title}
          placeholder={search.placeholders[area]}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          className="h-13 w-full bg-transparent px-4 text-16 outline-none placeholder:text-muted"
        />
        <Dialog.Close className="me-2 h-9 shrink-0 rounded-control px-2 text-13 text-muted hover:bg-sunken pointer-coarse:h-11">
          <span aria-hidden="true">Esc</span>
          <span className="sr-only">{search.close}</span>
        </Dialog.Close>
      </div>
      <Autocomplete.Status className="text-13 text-muted">
        {state !== undefined && <p className="px-4 py-3">{state}</p>}
      </Autocomplete.Status>
      <Autocomplete.List className="min-h-0 overflow-y-auto overscroll-contain p-1.5 empty:hidden">
        {(group: PaletteGroup) => (
          <Autocomplete.Group key={group.value} items={group.items}>
            <Autocomplete.GroupLabel className="px-3 pt-2 pb-1 text-13 text-muted">
              {group.label}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(item: PaletteItem) => (
                <Autocomplete.Item
                  key={item.key}
                  value={item}
                  onClick={() => go(item)}
                  className="flex min-h-10 cursor-pointer items-center justify-between gap-4 rounded-control px-3 text-14 outline-none select-none data-highlighted:bg-sunken pointer-coarse:min-h-11"
                >
                  <span className="min-w-0 truncate">{item.label}</span>
                  {item.detail !== "" && (
                    <span className="max-w-1/2 min-w-0 shrink-0 truncate text-13 text-muted">
                      {item.detail}
                    </span>
                  )}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
      <p className="hidden border-t border-line px-4 py-2 text-13 text-muted md:block">{search.hint}</p>
    </Autocomplete.Root>
  );
}
