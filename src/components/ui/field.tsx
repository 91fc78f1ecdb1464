import { type ReactNode, useId } from "react";
import { cn } from "./cn.ts";
import { Glyph } from "./glyph.tsx";

/** Spread onto the control: ties it to its label and its message. */
export type ControlProps = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  required: boolean | undefined;
};

export type FieldProps = {
  label: ReactNode;
  /** Says what to put in, or why it is closed. The error takes its place. */
  hint?: ReactNode;
  /** What is wrong and what to do: "Lower than 61,204 in". */
  error?: ReactNode;
  required?: boolean;
  /** Only where a column head already names the field. */
  hideLabel?: boolean;
  /** False gives the message row back, in rows where nothing can go wrong. */
  reserve?: boolean;
  className?: string;
  children: (control: ControlProps) => ReactNode;
};

/** Label above, message below in a row that is always there: nothing moves when a message comes. */
export function Field({
  label,
  hint,
  error,
  required,
  hideLabel = false,
  reserve = true,
  className,
  children,
}: FieldProps) {
  const id = useId();
  const messageId = `${id}-message`;
  const message = error ?? hint;
  return (
    <div className={cn("flex min-w-0 flex-col", className)}>
      <label className={cn("mb-1.5 font-medium max-sm:text-lead-sm", hideLabel && "sr-only")} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        "aria-describedby": message ? messageId : undefined,
        "aria-invalid": error ? true : undefined,
        required: required || undefined,
      })}
      {reserve || message ? (
        <FieldMessage error={Boolean(error)} id={messageId}>
          {message}
        </FieldMessage>
      ) : null}
    </div>
  );
}

export function FieldMessage({ id, error, children }: { id: string; error: boolean; children: ReactNode }) {
  return (
    <p
      aria-live="polite"
      className={cn("mt-1 flex min-h-4 gap-1.5 text-dense", error ? "text-bad" : "text-ink-3")}
      id={id}
    >
      {error ? <Glyph className="mt-px" shape="octagon" tone="bad" /> : null}
      {children ? <span className="min-w-0">{children}</span> : null}
    </p>
  );
}
