import { ArrowDown, ArrowUp } from "lucide-react";
import { Button } from "#/components/ui/button.tsx";

/** Up and down in a list whose order is kept. */
export function OrderButtons({
  name,
  first,
  last,
  onMove,
}: {
  name: string;
  first: boolean;
  last: boolean;
  onMove: (by: 1 | -1) => void;
}) {
  const one = (by: 1 | -1, off: boolean) => (
    <Button
      aria-disabled={off || undefined}
      aria-label={`Move ${name} ${by === 1 ? "down" : "up"}`}
      icon
      look="ghost"
      onClick={off ? undefined : () => onMove(by)}
      size="sm"
    >
      {by === 1 ? (
        <ArrowDown aria-hidden size={14} strokeWidth={1.75} />
      ) : (
        <ArrowUp aria-hidden size={14} strokeWidth={1.75} />
      )}
    </Button>
  );
  return (
    <>
      {one(-1, first)}
      {one(1, last)}
    </>
  );
}
