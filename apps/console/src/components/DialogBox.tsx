import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** One sentence: the consequence. */
  consequence?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  actions: ReactNode;
}

/** The dialog. Focus stays in it, Escape closes it, and focus then returns to where it was. */
export function DialogBox({ open, onClose, title, consequence, children, actions }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 bg-veil" />
        <Base.Popup className="fixed top-1/2 left-1/2 flex max-h-[calc(100dvh-2rem)] w-120 max-w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 overflow-auto rounded-card border border-line bg-surface p-6 text-ink transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
          <div className="flex flex-col gap-1.5">
            <Base.Title className="text-20 font-semibold">{title}</Base.Title>
            {consequence !== undefined && (
              <Base.Description className="text-14 text-muted">{consequence}</Base.Description>
            )}
          </div>
          {children}
          <div className="flex flex-wrap justify-end gap-3">{actions}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
