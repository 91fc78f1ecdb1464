import { type ComponentProps, type ReactNode, useId } from "react";
import { looks } from "./looks.ts";
import { Mark } from "./mark.tsx";

type FieldProps = {
  label: string;
  /** Stands behind the label in grey: "optional". */
  aside?: string;
  hint?: ReactNode;
  error?: string | undefined;
};
type Control = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };

/** Label above, message below in a line that is always there. */
function Field({ label, aside, hint, error, children }: FieldProps & { children: (control: Control) => ReactNode }) {
  const id = useId();
  const message = error ?? hint;
  return (
    <div className="min-w-0">
      <label className="mb-2 block font-medium text-lead-sm" htmlFor={id}>
        {label}
        {aside === undefined ? null : <span className="font-normal text-ink-3"> {aside}</span>}
      </label>
      {children({
        id,
        "aria-describedby": message ? `${id}-message` : undefined,
        "aria-invalid": error ? true : undefined,
      })}
      <p
        aria-live="polite"
        className={`mt-1.5 flex min-h-5 gap-2 text-lead-sm ${error ? "text-bad" : "text-ink-2"}`}
        id={`${id}-message`}
      >
        {error ? <Mark className="mt-0.5 text-bad-mark" shape="octagon" size={16} /> : null}
        <span className="min-w-0">{message}</span>
      </p>
    </div>
  );
}

type InputProps = FieldProps &
  Omit<ComponentProps<"input">, "id"> & {
    /** Stands inside at the right. */
    end?: ReactNode;
    asPlate?: boolean;
  };

export function TextField({ label, aside, hint, error, end, asPlate = false, type = "text", ...rest }: InputProps) {
  return (
    <Field aside={aside} error={error} hint={hint} label={label}>
      {(control) => (
        <span className="relative block">
          <input
            {...rest}
            {...control}
            className={`${looks.control} h-12 ${asPlate ? "plate text-[20px] uppercase" : ""} ${end ? "pr-24" : ""}`}
            type={type}
          />
          {end ? <span className="absolute inset-y-0 right-4 flex items-center text-lead-sm">{end}</span> : null}
        </span>
      )}
    </Field>
  );
}

export function TextArea({ label, aside, hint, error, ...rest }: FieldProps & Omit<ComponentProps<"textarea">, "id">) {
  return (
    <Field aside={aside} error={error} hint={hint} label={label}>
      {(control) => (
        <textarea {...rest} {...control} className={`${looks.control} field-sizing-content min-h-19 py-3`} rows={2} />
      )}
    </Field>
  );
}
