import { Link } from "@tanstack/react-router";
import { Dialog } from "../components/Dialog.tsx";
import { viewerMoney } from "../texts/viewer-money.ts";
import { Packages } from "./Packages.tsx";

/** Buys tokens where one is: a stream that is watched goes on behind it. */
export function TopUpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={viewerMoney.balance.topUp}>
      <div className="flex flex-col gap-4">
        <Packages titled={false} />
        <Link to="/money" onClick={onClose} className="underline underline-offset-4">
          {viewerMoney.balance.details}
        </Link>
      </div>
    </Dialog>
  );
}
