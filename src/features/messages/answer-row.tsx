import { MessageSquareReply } from "lucide-react";
import type { TextAnswerView } from "#/domain/message.ts";
import { wishWords } from "#/domain/text-answer.ts";
import { formatMoment } from "#/domain/time.ts";

/** A text that came back: in whose words, and what it was taken to ask for. */
export function AnswerRow({ answer, zone, now }: { answer: TextAnswerView; zone: string; now: Date }) {
  const { body, wish, senderShown, receivedAt } = answer;
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-3 border-b bg-note-soft px-4 py-2 last:rounded-b-[inherit] last:border-b-0 max-sm:py-3">
      <MessageSquareReply aria-hidden className="mt-0.5 text-note" size={15} strokeWidth={1.75} />
      <span className="min-w-0">
        <span className="font-medium">{wishWords[wish]}</span> <span className="text-ink-2">{senderShown}</span>
        <q className="wrap-anywhere block whitespace-pre-wrap">{body}</q>
      </span>
      <time className="text-dense text-ink-2 @md:min-w-28 @md:text-right" dateTime={receivedAt.toISOString()}>
        {formatMoment(receivedAt, zone, now)}
      </time>
    </li>
  );
}
