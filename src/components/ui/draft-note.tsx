import { LinkButton } from "./link.tsx";

/** "Restored from 14:19 · Discard". `at` is the formatted time. */
export function DraftNote({ at, onDiscard }: { at: string; onDiscard: () => void }) {
  return (
    <p className="flex items-center gap-2 text-dense text-ink-3" role="status">
      Restored from {at}
      <LinkButton onClick={onDiscard}>Discard</LinkButton>
    </p>
  );
}
