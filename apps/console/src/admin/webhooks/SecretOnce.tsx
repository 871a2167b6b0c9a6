import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Input } from "../../components/Field.tsx";
import { announce } from "../../shell/announce.ts";
import { adminWebhooks } from "../../texts/admin-webhooks.ts";
import { t } from "../../texts.ts";
import type { Endpoint } from "./types.ts";

const texts = adminWebhooks.secret;

/** The secrets of an endpoint, right after they were made. Only this dialog has them: nothing is kept. */
export function SecretOnce({ endpoint, onClose }: { endpoint: Endpoint | undefined; onClose: () => void }) {
  return (
    <Dialog
      open={endpoint !== undefined}
      onClose={onClose}
      title={texts.title}
      consequence={texts.lead}
      actions={
        <Button kind="primary" onClick={onClose}>
          {texts.done}
        </Button>
      }
    >
      {endpoint?.secrets.hmac !== undefined && <Copied label={texts.hmac} value={endpoint.secrets.hmac} />}
      {endpoint && <Copied label={texts.publicKey} value={endpoint.secrets.public_key} />}
    </Dialog>
  );
}

function Copied({ label, value }: { label: string; value: string }) {
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => announce(t.copied),
      () => announce(t.copyFailed),
    );
  return (
    <Input
      label={label}
      readOnly
      value={value}
      className="figures"
      onFocus={(event) => event.target.select()}
      trailing={
        <Button onClick={copy}>
          {texts.copy}
          <span className="sr-only"> {label}</span>
        </Button>
      }
    />
  );
}
