import type { CaseDetails } from "../api/cases.ts";
import { Ago } from "./Time.tsx";

type Message = CaseDetails["conversation"][number];

interface ConversationProps {
  messages: readonly Message[];
  /** How the reader knows who wrote it. */
  nameOf: (message: Message) => string;
  label: string;
}

/** The messages of a case, oldest first. */
export function Conversation({ messages, nameOf, label }: ConversationProps) {
  return (
    <ol aria-label={label} className="flex flex-col gap-3">
      {messages.map((message) => (
        <li
          key={`${message.written_at} ${message.author_id} ${message.text.length}`}
          className={`rounded-control px-4 py-3 ${message.side === "platform" ? "bg-accent-soft" : "bg-sunken"}`}
        >
          <p className="flex flex-wrap justify-between gap-x-4 text-13 text-muted">
            <span className="font-medium break-words">{nameOf(message)}</span>
            <Ago at={message.written_at} />
          </p>
          <p className="break-words whitespace-pre-wrap">{message.text}</p>
        </li>
      ))}
    </ol>
  );
}
