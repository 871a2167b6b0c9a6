import { useMutation } from "@tanstack/react-query";
import { ask } from "../../api/payouts.ts";
import { Button } from "../../components/Button.tsx";
import { saveFile } from "../../components/save-file.ts";
import { Problem } from "../../components/states.tsx";
import { announce } from "../../shell/announce.ts";
import { queue } from "../../texts/admin-queue.ts";
import type { QueueSearch } from "./address.ts";
import { beforeOf, queryOf } from "./search.ts";

/** What is filtered as a file; fetched, so that the token stays in its header. */
export function ExportButton({ search }: { search: QueueSearch }) {
  const download = useMutation({
    mutationFn: async () => {
      const query = queryOf(search, beforeOf(search, Date.now()));
      const csv = await ask<string>("get", "/api/admin/withdrawals/export.csv", { params: { query } });
      saveFile(String(csv), "withdrawals.csv");
    },
    onSuccess: () => announce(queue.exported),
  });
  return (
    <>
      <Button size="s" busy={download.isPending} onClick={() => download.mutate()}>
        {queue.exportCsv}
      </Button>
      {download.isError && <Problem error={download.error} />}
    </>
  );
}
