import { Link } from "@tanstack/react-router";
import { Button, buttonClass } from "../components/Button.tsx";
import { Problem } from "../components/states.tsx";
import { Ago } from "../components/Time.tsx";
import { announce } from "../shell/announce.ts";
import { inbox as texts } from "../texts/inbox.ts";
import { type Notification, useMark } from "./queries.ts";

/** One notification with what can be done about it. */
export function InboxRow({ item }: { item: Notification }) {
  const mark = useMark();
  const { id, title, body, link, action, created_at, read_at, archived_at } = item;
  const isUnread = read_at === null;
  const read = () => isUnread && mark.mutate({ id, as: "read" });
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-2 px-5 py-4">
      <div className="min-w-0 flex-1 basis-72">
        <p className={`flex items-baseline gap-2 ${isUnread ? "font-semibold" : "font-medium"}`}>
          {isUnread && (
            <span className="size-2 shrink-0 self-center rounded-full bg-accent">
              <span className="sr-only">{texts.unread}</span>
            </span>
          )}
          <bdi className="min-w-0 break-words">{title}</bdi>
        </p>
        <p className="break-words text-muted">{body}</p>
        <p className="text-13 text-muted">
          <Ago at={created_at} />
        </p>
        {mark.isError && <Problem error={mark.error} />}
      </div>
      <div className="flex flex-wrap gap-2">
        {link !== null && action !== null && (
          <Link to={link} onClick={read} className={buttonClass("secondary", "s")}>
            {action}
          </Link>
        )}
        {isUnread && (
          <Button
            size="s"
            kind="quiet"
            busy={mark.isPending}
            aria-label={texts.of(texts.read, title)}
            onClick={read}
          >
            {texts.read}
          </Button>
        )}
        {archived_at === null && (
          <Button
            size="s"
            kind="quiet"
            busy={mark.isPending}
            aria-label={texts.of(texts.archive, title)}
            onClick={() => mark.mutate({ id, as: "archive" }, { onSuccess: () => announce(texts.archived) })}
          >
            {texts.archive}
          </Button>
        )}
      </div>
    </li>
  );
}
