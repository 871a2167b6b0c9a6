import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Select } from "../components/Field.tsx";
import { saveFile } from "../components/save-file.ts";
import { Problem } from "../components/states.tsx";
import { monthKey, monthName } from "../format/time.ts";
import { t } from "../texts.ts";

const MONTHS = 12;

/** A month of the account as a file, fetched so that the token stays in its header. */
export function StatementDownload() {
  const months = Array.from({ length: MONTHS }, (_, back) => monthKey(back, Date.now()));
  const [month, setMonth] = useState(months[0] ?? "");
  const download = useMutation({
    mutationFn: async () => {
      const query = { month, asset: "USD", format: "csv" } as const;
      const csv = await take(api.get("/api/wallet/statement", { params: { query } }));
      saveFile(String(csv), `metercast-${month}.csv`);
    },
  });
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-end gap-2">
        <Select
          label={t.ledger.downloadOf}
          value={month}
          onChange={(event) => setMonth(event.target.value)}
          options={months.map((value) => ({ value, label: monthName(value) }))}
        />
        <Button busy={download.isPending} onClick={() => download.mutate()}>
          {t.ledger.download}
        </Button>
      </div>
      {download.isError && <Problem error={download.error} />}
    </div>
  );
}
