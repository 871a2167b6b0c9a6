import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, type Schemas, take } from "../api/client.ts";
import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Confirm } from "../components/ConfirmForm.tsx";
import { useDraft } from "../components/draft.ts";
import { TextArea } from "../components/Field.tsx";
import { announce } from "../shell/announce.ts";
import { t } from "../texts.ts";

export function FreezeCard({ freeze }: { freeze: Schemas["Freeze"] }) {
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useDraft("freeze");
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const { frozen } = freeze;
  const turn = useMutation({
    mutationFn: (said: string) =>
      take(
        frozen
          ? api.post("/api/admin/payouts/unfreeze", { body: { reason: said, seen: freeze.fingerprint } })
          : api.post("/api/admin/payouts/freeze", { body: { reason: said } }),
      ),
    onSuccess: async (now) => {
      announce(now.frozen ? t.integrity.isFrozen : t.integrity.isRunning);
      close();
      await cache.invalidateQueries({ queryKey: ["integrity"] });
    },
  });
  function close(): void {
    setAsking(false);
    setReason("");
    setMissing(false);
  }
  const confirm = () => {
    if (reason.trim() !== "") return turn.mutate(reason.trim());
    setMissing(true);
    field.current?.focus();
  };
  return (
    <Card
      title={t.integrity.payouts}
      aside={
        <Button size="s" kind={frozen ? "secondary" : "danger"} onClick={() => setAsking(true)}>
          {frozen ? t.integrity.unfreeze : t.integrity.freeze}
        </Button>
      }
    >
      <div className="flex flex-wrap items-center gap-3">
        <Badge tone={frozen ? "back" : "paid"}>{frozen ? t.integrity.frozen : t.integrity.running}</Badge>
        <p className="text-muted">{t.integrity.runningHint}</p>
      </div>
      <Confirm
        open={asking}
        onClose={close}
        title={frozen ? t.integrity.unfreezeTitle : t.integrity.freezeTitle}
        consequence={frozen ? t.integrity.unfreezeHint : t.integrity.freezeHint}
        action={frozen ? t.integrity.doUnfreeze : t.integrity.doFreeze}
        back={t.back}
        danger={!frozen}
        mutation={turn}
        onConfirm={confirm}
      >
        {frozen && freeze.findings.length > 0 && (
          <div className="flex flex-col gap-1">
            <p>{t.integrity.acknowledges}</p>
            <ul className="flex flex-col gap-1">
              {freeze.findings.map(({ source, check, detail }) => (
                <li key={`${source} ${check}`} className="break-words">
                  <span className="font-medium">{t.integrity.names[check] ?? check}</span>{" "}
                  <span className="text-back">{detail}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        <TextArea
          ref={field}
          label={t.integrity.reason}
          maxLength={500}
          value={reason}
          error={missing && reason.trim() === "" ? t.integrity.reasonNeeded : undefined}
          onChange={(event) => setReason(event.target.value)}
        />
      </Confirm>
    </Card>
  );
}
