import { useMutation } from "@tanstack/react-query";
import { api, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Problem } from "../components/states.tsx";
import { announce } from "../shell/announce.ts";
import { preferences as texts } from "../texts/inbox.ts";
import type { Preferences } from "./queries.ts";

/** The address of the person's account, and whether mails go there. */
export function EmailCard({ email: { address, state } }: { email: Preferences["email"] }) {
  return (
    <Card title={texts.email}>
      <div className="flex flex-col items-start gap-3">
        {address !== null && <p className="font-medium break-all">{address}</p>}
        <p className={state === "suppressed" ? "text-back" : "text-muted"}>
          {texts.emailStates[state] ?? state}
        </p>
        {state === "unconfirmed" && <SendLink words={texts.sendAgain} />}
        {state === "suppressed" && <SendLink words={texts.sendAnyway} />}
      </div>
    </Card>
  );
}

/** Also lifts a suppression, once the link in the mail is followed. */
function SendLink({ words }: { words: string }) {
  const send = useMutation({
    mutationFn: () => take(api.post("/api/notification-preferences/email-confirmation", {})),
    onSuccess: () => announce(texts.sentAgain),
  });
  if (send.isSuccess) return <p className="font-medium text-paid">{texts.sentAgain}</p>;
  return (
    <>
      <Button size="s" busy={send.isPending} onClick={() => send.mutate()}>
        {words}
      </Button>
      {send.isError && <Problem error={send.error} />}
    </>
  );
}
