import { Link } from "@tanstack/react-router";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { viewerMoney } from "../texts/viewer-money.ts";
import { t } from "../texts.ts";
import { Packages } from "./Packages.tsx";

/** Buys tokens where one is: a stream that is watched goes on behind it. */
export function TopUpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={viewerMoney.balance.topUp}
      actions={<Button onClick={onClose}>{t.close}</Button>}
    >
      <Packages titled={false} />
      <p>
        <Link to="/money" onClick={onClose} className="underline underline-offset-4">
          {viewerMoney.balance.details}
        </Link>
      </p>
    </Dialog>
  );
}
