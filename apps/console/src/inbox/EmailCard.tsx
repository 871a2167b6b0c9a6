import { Card } from "../components/Card.tsx";
import { preferences as texts } from "../texts/inbox.ts";
import type { Preferences } from "./queries.ts";

/** The address of the person's account, and whether mails go there. */
export function EmailCard({ email: { address, state } }: { email: Preferences["email"] }) {
  return (
    <Card title={texts.email}>
      <div className="flex flex-col gap-2">
        {address !== null && <p className="font-medium break-all">{address}</p>}
        <p className={state === "suppressed" ? "text-back" : "text-muted"}>
          {texts.emailStates[state] ?? state}
        </p>
      </div>
    </Card>
  );
}
