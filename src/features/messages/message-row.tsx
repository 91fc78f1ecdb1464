import { Mail, MessageSquare } from "lucide-react";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { type MessageView, messageKindWords } from "#/domain/message.ts";
import { formatMoment } from "#/domain/time.ts";
import { channelWords, standingOf, triesWords } from "./message-words.ts";

/** One message: by what way, what about, to whom, when, and where it stands. Opens it. */
export function MessageRow({
  message,
  zone,
  now,
  onOpen,
}: {
  message: MessageView;
  zone: string;
  now: Date;
  onOpen: () => void;
}) {
  const { channel, kind, recipientShown, state, trying, tries, lastError, createdAt, sentAt } = message;
  const standing = standingOf(message);
  const bad = state === "FAILED" && !trying;
  const Icon = channel === "SMS" ? MessageSquare : Mail;
  return (
    <li className={cn("border-b last:rounded-b-control last:border-b-0", bad && "bg-bad-soft")} data-state={state}>
      <button
        className="press grid w-full grid-cols-[auto_minmax(0,1fr)_auto] items-baseline gap-x-3 px-4 py-2 text-left hover:bg-canvas max-sm:py-3 dark:hover:bg-raised"
        onClick={onOpen}
        type="button"
      >
        <Icon aria-hidden className="translate-y-0.5 self-start text-ink-3" size={15} strokeWidth={1.75} />
        <span className="flex min-w-0 flex-wrap gap-x-3">
          <span className="font-medium">
            {messageKindWords(kind)}
            <span className="font-normal text-ink-2"> by {channelWords[channel] === "SMS" ? "SMS" : "e-mail"}</span>
          </span>
          <span className="min-w-0 wrap-anywhere text-ink-2">{recipientShown}</span>
        </span>
        <span className="flex items-baseline justify-end gap-x-3 max-sm:flex-col max-sm:items-end">
          <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap font-medium", bad && "text-bad")}>
            <Glyph shape={standing.shape} tone={standing.tone} />
            {standing.word}
            {tries > 1 || bad ? <span className="font-normal text-ink-2">{triesWords(tries)}</span> : null}
          </span>
          <time
            className="text-dense text-ink-3 sm:min-w-28 sm:text-right"
            dateTime={(sentAt ?? createdAt).toISOString()}
          >
            {formatMoment(sentAt ?? createdAt, zone, now)}
          </time>
        </span>
        {lastError !== null && state !== "SENT" ? (
          <span className="col-start-2 col-end-4 wrap-anywhere text-dense text-ink-2">{lastError}</span>
        ) : null}
      </button>
    </li>
  );
}
