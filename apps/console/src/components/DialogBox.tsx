import { Dialog as Base } from "@base-ui/react/dialog";
import { type KeyboardEvent, type ReactNode, useRef } from "react";

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** One sentence: the consequence. */
  consequence?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last: Ctrl or ⌘ with Enter clicks it. */
  actions: ReactNode;
  /** Where the focus goes when it closes; by default, back to where it was. */
  focusAfter?: (() => HTMLElement | null) | undefined;
}

/** The dialog. Focus stays in it, Escape closes it, and focus then returns to where it was. */
export function DialogBox({ open, onClose, title, consequence, children, actions, focusAfter }: DialogProps) {
  const buttons = useRef<HTMLDivElement>(null);
  const confirm = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    // A dialog within this one is not a part of it, though React says so.
    if (!event.currentTarget.contains(event.target as Node)) return;
    [...(buttons.current?.querySelectorAll("button") ?? [])].at(-1)?.click();
  };
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 bg-veil" />
        <Base.Popup
          finalFocus={focusAfter === undefined ? true : () => focusAfter() ?? true}
          onKeyDown={confirm}
          className="fixed top-1/2 left-1/2 flex max-h-[calc(100dvh-2rem)] w-120 max-w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 overflow-auto rounded-card border border-line bg-surface p-6 text-ink transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <div className="flex flex-col gap-1.5">
            <Base.Title className="text-20 font-semibold">{title}</Base.Title>
            {consequence !== undefined && (
              <Base.Description className="text-14 text-muted">{consequence}</Base.Description>
            )}
          </div>
          {children}
          <div ref={buttons} className="flex flex-wrap justify-end gap-3">
            {actions}
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
