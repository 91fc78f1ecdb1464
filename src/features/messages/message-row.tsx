import { Mail, MessageSquare } from "lucide-react";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import type { MessageView } from "#/domain/message.ts";
import { formatMoment } from "#/domain/time.ts";
import { isOpenFailure, messageTitle, reasonOf, standingOf, triesWords } from "./message-words.ts";

type RowProps = {
  message: MessageView;
  zone: string;
  now: Date;
  mayResend: boolean;
  onOpen: () => void;
};

/** One message: by what way, what about, to whom, when, and where it stands. Opens it. */
export function MessageRow({ message, zone, now, mayResend, onOpen }: RowProps) {
  const { channel, recipientShown, tries, createdAt, sentAt } = message;
  const standing = standingOf(message);
  const failed = isOpenFailure(message);
  const reason = reasonOf(message);
  const at = sentAt ?? createdAt;
  const Icon = channel === "SMS" ? MessageSquare : Mail;
  return (
    <li
      className={cn(
        "flex flex-wrap items-center border-b last:rounded-b-[inherit] last:border-b-0",
        failed ? "bg-bad-soft" : "hover:bg-canvas dark:hover:bg-raised",
      )}
    >
      <button
        className="press grid min-w-0 flex-1 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2 text-left @max-md:basis-full max-sm:py-3"
        onClick={onOpen}
        type="button"
      >
        <Icon aria-hidden className="text-ink-3" size={15} strokeWidth={1.75} />
        <span className="flex min-w-0 flex-wrap gap-x-3">
          <span className="font-medium">{messageTitle(message)}</span>
          <span className="wrap-anywhere min-w-0 text-ink-2">{recipientShown}</span>
        </span>
        <span className="flex items-center justify-end gap-x-3 @max-md:flex-col @max-md:items-end">
          <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", failed && "font-medium text-bad")}>
            <Glyph shape={standing.shape} tone={standing.tone} />
            <span>{standing.word}</span>
            {tries > 1 || failed ? <span className="font-normal text-ink-2">{triesWords(tries)}</span> : null}
          </span>
          <time className="text-dense text-ink-2 @md:min-w-28 @md:text-right" dateTime={at.toISOString()}>
            {formatMoment(at, zone, now)}
          </time>
        </span>
        {reason === null ? null : (
          <span className="wrap-anywhere col-start-2 col-end-4 text-dense text-ink-2">{reason}</span>
        )}
      </button>
      {failed && mayResend ? (
        <Button className="mr-3 @max-md:mb-3 @max-md:ml-11" onClick={onOpen} size="sm">
          Send again
        </Button>
      ) : null}
    </li>
  );
}
