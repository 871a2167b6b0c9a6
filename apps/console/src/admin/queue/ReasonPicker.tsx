import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Select } from "../../components/Field.tsx";
import { queue } from "../../texts/admin-queue.ts";
import { rejectReasonsQuery } from "./queries.ts";

/** Fills in a reason that is needed often; it can still be changed. */
export function ReasonPicker({ onPick }: { onPick: (text: string) => void }) {
  const { data: reasons = [] } = useQuery(rejectReasonsQuery);
  const [chosen, setChosen] = useState("");
  if (reasons.length === 0) return null;
  return (
    <Select
      label={queue.reasons.choose}
      value={chosen}
      onChange={({ target: { value } }) => {
        setChosen(value);
        onPick(reasons.find(({ id }) => id === value)?.text ?? "");
      }}
      options={[
        { value: "", label: queue.reasons.none },
        ...reasons.map(({ id, title }) => ({ value: id, label: title })),
      ]}
    />
  );
}
