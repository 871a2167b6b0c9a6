import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { Button } from "../components/Button.tsx";
import { lateDialog } from "../components/Dialog.tsx";
import { Page } from "../shell/Shell.tsx";
import { queue as texts } from "../texts/admin-queue.ts";
import { t } from "../texts.ts";
import { QueueNumbers } from "./QueueNumbers.tsx";
import type { QueueSearch } from "./queue/address.ts";
import { ExportButton } from "./queue/ExportButton.tsx";
import { Filters } from "./queue/Filters.tsx";
import { Queue } from "./queue/Queue.tsx";
import { SavedViews } from "./queue/SavedViews.tsx";

const RejectReasonsDialog = lateDialog<{ open: boolean; onClose: () => void }>(
  async () => (await import("./queue/RejectReasonsDialog.tsx")).RejectReasonsDialog,
  ({ open }) => open,
);

export function QueuePage() {
  const search = useSearch({ from: "/admin/admin" });
  const navigate = useNavigate({ from: "/admin" });
  const [editing, setEditing] = useState(false);
  const onSearch = useCallback(
    (next: QueueSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  return (
    <Page title={t.admin.queue} actions={<QueueNumbers />}>
      <div className="-mt-2 flex flex-col gap-3">
        <Filters search={search} onSearch={onSearch}>
          <SavedViews search={search} onSearch={onSearch} />
        </Filters>
        <Queue
          key={JSON.stringify(search)}
          search={search}
          onSearch={onSearch}
          tools={
            <>
              <Button size="s" onClick={() => setEditing(true)}>
                {texts.reasons.edit}
              </Button>
              <ExportButton search={search} />
            </>
          }
        />
      </div>
      <RejectReasonsDialog open={editing} onClose={() => setEditing(false)} />
    </Page>
  );
}
