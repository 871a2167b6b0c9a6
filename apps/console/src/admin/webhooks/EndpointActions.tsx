import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { Card } from "../../components/Card.tsx";
import { Confirm } from "../../components/ConfirmForm.tsx";
import { Select } from "../../components/Field.tsx";
import { Problem } from "../../components/states.tsx";
import { announce } from "../../shell/announce.ts";
import { adminWebhooks } from "../../texts/admin-webhooks.ts";
import { t } from "../../texts.ts";
import { EndpointForm } from "./EndpointForm.tsx";
import { SecretOnce } from "./SecretOnce.tsx";
import type { Endpoint } from "./types.ts";
import { useEndpointCall } from "./use-endpoint-call.ts";

const texts = adminWebhooks.actions;
const HOUR_MS = 3_600_000;
type Asking = "edit" | "rotate" | "recover" | "disable" | "remove";

/** What an admin can do with an endpoint. A test is sent at once; everything else is confirmed. */
export function EndpointActions({ endpoint }: { endpoint: Endpoint }) {
  const [asking, setAsking] = useState<Asking>();
  const [rotated, setRotated] = useState<Endpoint>();
  const { id, status } = endpoint;
  const close = () => setAsking(undefined);
  const test = useEndpointCall<unknown>(id, () => announce(texts.tested));
  const enable = useEndpointCall<unknown>(id, () => announce(texts.enabled));
  const others = (["edit", "rotate", "recover"] as const).map((name) => (
    <Button key={name} size="s" onClick={() => setAsking(name)}>
      {texts[name]}
    </Button>
  ));
  return (
    <Card title={adminWebhooks.one.manage}>
      <div className="flex flex-wrap gap-2">
        {status === "enabled" ? (
          <Button
            size="s"
            kind="primary"
            busy={test.isPending}
            onClick={() => test.mutate({ verb: "post", path: "/test" })}
          >
            {texts.test}
          </Button>
        ) : (
          <Button
            size="s"
            kind="primary"
            busy={enable.isPending}
            onClick={() => enable.mutate({ verb: "patch", path: "", body: { status: "enabled" } })}
          >
            {texts.enable}
          </Button>
        )}
        {others}
        {status === "enabled" && (
          <Button size="s" kind="danger" onClick={() => setAsking("disable")}>
            {texts.disable}
          </Button>
        )}
        <Button size="s" kind="danger" onClick={() => setAsking("remove")}>
          {texts.remove}
        </Button>
      </div>
      {[test, enable].map(({ isError, error }, place) =>
        isError ? (
          <div key={place} className="mt-4">
            <Problem error={error} />
          </div>
        ) : null,
      )}
      <EndpointForm
        open={asking === "edit"}
        endpoint={endpoint}
        onClose={close}
        onDone={() => announce(adminWebhooks.form.saved)}
      />
      <Rotate endpoint={endpoint} open={asking === "rotate"} onClose={close} onDone={setRotated} />
      <Recover id={id} open={asking === "recover"} onClose={close} />
      <Disable id={id} open={asking === "disable"} onClose={close} />
      <Remove id={id} open={asking === "remove"} onClose={close} />
      <SecretOnce endpoint={rotated} onClose={() => setRotated(undefined)} />
    </Card>
  );
}

interface AskProps {
  id: string;
  open: boolean;
  onClose: () => void;
}

function Rotate({
  endpoint,
  open,
  onClose,
  onDone,
}: Omit<AskProps, "id"> & { endpoint: Endpoint; onDone: (endpoint: Endpoint) => void }) {
  const [hours, setHours] = useState("24");
  const rotate = useEndpointCall<Endpoint>(endpoint.id, (changed) => {
    onClose();
    announce(adminWebhooks.secret.rotated);
    onDone(changed);
  });
  const confirm = () =>
    rotate.mutate({
      verb: "post",
      path: "/rotate-secret",
      body: { overlap_hours: Number(hours) },
      unkeyed: true,
    });
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={texts.rotateTitle}
      consequence={texts.rotateHint}
      action={texts.doRotate}
      back={t.back}
      mutation={rotate}
      onConfirm={confirm}
    >
      <Select
        label={texts.overlap}
        options={texts.overlaps}
        value={hours}
        onChange={(event) => setHours(event.target.value)}
      />
    </Confirm>
  );
}

function Recover({ id, open, onClose }: AskProps) {
  const [hours, setHours] = useState("24");
  const recover = useEndpointCall<{ deliveries: number }>(id, ({ deliveries }) => {
    onClose();
    announce(texts.recovered(deliveries));
  });
  const confirm = () => {
    const since = new Date(Date.now() - Number(hours) * HOUR_MS).toISOString();
    recover.mutate({ verb: "post", path: "/recover", body: { since } });
  };
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={texts.recoverTitle}
      consequence={texts.recoverHint}
      action={texts.doRecover}
      back={t.back}
      mutation={recover}
      onConfirm={confirm}
    >
      <Select
        label={texts.since}
        options={texts.sinces}
        value={hours}
        onChange={(event) => setHours(event.target.value)}
      />
    </Confirm>
  );
}

function Disable({ id, open, onClose }: AskProps) {
  const disable = useEndpointCall<unknown>(id, () => {
    onClose();
    announce(texts.disabled);
  });
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={texts.disableTitle}
      consequence={texts.disableHint}
      action={texts.doDisable}
      back={t.back}
      danger
      mutation={disable}
      onConfirm={() => disable.mutate({ verb: "patch", path: "", body: { status: "disabled" } })}
    />
  );
}

function Remove({ id, open, onClose }: AskProps) {
  const navigate = useNavigate();
  const remove = useEndpointCall<unknown>(id, async () => {
    await navigate({ to: "/admin/webhooks" });
    announce(texts.removed);
  });
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={texts.removeTitle}
      consequence={texts.removeHint}
      action={texts.doRemove}
      back={t.back}
      danger
      mutation={remove}
      onConfirm={() => remove.mutate({ verb: "delete", path: "" })}
    />
  );
}
