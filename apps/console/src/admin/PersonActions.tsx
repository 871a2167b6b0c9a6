import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, newKey, take } from "../api/client.ts";
import { AmountInput } from "../components/AmountInput.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Confirm } from "../components/ConfirmForm.tsx";
import { TextArea } from "../components/Field.tsx";
import { shortened } from "../components/ShortId.tsx";
import { amountText, cents, decimal } from "../format/money.ts";
import { minorOf } from "../format/parse.ts";
import { announce } from "../shell/announce.ts";
import { adminPeople } from "../texts/admin-people.ts";
import { t } from "../texts.ts";
import { NewAdjustment } from "./NewAdjustment.tsx";
import { PausePayouts } from "./PausePayouts.tsx";
import type { PersonRecord } from "./queries.ts";

const texts = adminPeople.acts;

/** What an admin may do with a person: each act asks for its reason, and is in the audit log. */
export function PersonActions({ person }: { person: PersonRecord }) {
  const [adjusting, setAdjusting] = useState(false);
  const name = person.name ?? shortened(person.id);
  return (
    <>
      <Card title={name}>
        <div className="flex flex-col items-start gap-3">
          <Button size="s" aria-expanded={adjusting} onClick={() => setAdjusting((now) => !now)}>
            {texts.adjust}
          </Button>
          <Minimum person={person} name={name} />
          <PausePayouts creatorId={person.id} name={name} />
          <Erase id={person.id} name={name} />
        </div>
      </Card>
      {adjusting && <NewAdjustment user={{ id: person.id, name }} />}
    </>
  );
}

function Minimum({
  person: { id, withdrawal_minimum: minimum },
  name,
}: {
  person: PersonRecord;
  name: string;
}) {
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const minor = minorOf(amount, "USD");
  const close = () => {
    setAsking(false);
    setAmount("");
    setReason("");
    setMissing(false);
  };
  const change = useMutation({
    mutationFn: (value: bigint) =>
      take(
        api.put("/api/admin/creators/{id}/withdrawal-minimum", {
          params: { path: { id } },
          body: { amount: decimal(cents(value)), reason: reason.trim() },
          idempotencyKey: newKey(),
        }),
      ),
    onSuccess: async (_, value) => {
      announce(texts.minimumDone(amountText(cents(value))));
      close();
      await cache.invalidateQueries({ queryKey: ["person", id] });
    },
  });
  if (minimum === null) return null;
  return (
    <>
      <Button size="s" onClick={() => setAsking(true)}>
        {texts.minimum}
      </Button>
      <Confirm
        open={asking}
        onClose={close}
        title={texts.minimumTitle(name)}
        consequence={texts.minimumHint}
        action={texts.minimumDo}
        back={t.back}
        mutation={change}
        onConfirm={() => {
          setMissing(true);
          if (minor !== undefined && reason.trim() !== "") change.mutate(minor);
        }}
      >
        <AmountInput
          asset="USD"
          typed={amount}
          label={texts.minimumAmount}
          value={amount}
          error={missing && minor === undefined ? texts.minimumNeeded : undefined}
          onChange={(event) => setAmount(event.target.value)}
        />
        <TextArea
          label={texts.reason}
          maxLength={500}
          value={reason}
          error={missing && reason.trim() === "" ? texts.reasonNeeded : undefined}
          onChange={(event) => setReason(event.target.value)}
        />
      </Confirm>
    </>
  );
}

function Erase({ id, name }: { id: string; name: string }) {
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const erase = useMutation({
    mutationFn: () =>
      take(api.delete("/api/admin/people/{id}", { params: { path: { id } }, idempotencyKey: newKey() })),
    onSuccess: async () => {
      announce(texts.eraseDone);
      setAsking(false);
      await Promise.all(
        ["person", "search", "audit"].map((key) => cache.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  return (
    <>
      <Button size="s" kind="danger" onClick={() => setAsking(true)}>
        {texts.erase}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={texts.eraseTitle(name)}
        consequence={texts.eraseHint}
        action={texts.erase}
        back={t.back}
        danger
        mutation={erase}
        onConfirm={() => erase.mutate()}
      />
    </>
  );
}
