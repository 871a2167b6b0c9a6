import type { ReactNode } from "react";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import { Problem } from "./states.tsx";

interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  title: string;
  consequence: ReactNode;
  /** The text of the confirming button. */
  action: string;
  danger?: boolean;
  back: string;
  mutation: { isPending: boolean; isError: boolean; error: unknown; reset: () => void };
  onConfirm: () => void;
  children?: ReactNode;
}

/** After a form: its consequence in one sentence, and one button. */
export function Confirm({
  open,
  onClose,
  title,
  consequence,
  action,
  danger = false,
  back,
  mutation,
  onConfirm,
  children,
}: ConfirmProps) {
  const close = () => {
    mutation.reset();
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={title}
      consequence={consequence}
      actions={
        <>
          <Button onClick={close}>{back}</Button>
          <Button kind={danger ? "danger" : "primary"} busy={mutation.isPending} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      {mutation.isError && <Problem error={mutation.error} />}
    </Dialog>
  );
}
