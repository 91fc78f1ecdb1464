/**
 * Class names of the public pages. They are whole texts: joining and merging class names, as the workshop's kit does,
 * would cost a customer's phone more script than the page itself.
 */
const button =
  "press inline-flex min-h-12 items-center justify-center gap-2 rounded-touch border px-3 py-2.5 text-center font-medium text-lead aria-busy:opacity-90";

export const looks = {
  primary: `${button} border-transparent bg-accent text-on-accent hover:bg-accent-hover`,
  button: `${button} border-line-strong bg-surface text-ink hover:bg-canvas dark:hover:bg-raised`,
  danger: `${button} border-line-strong bg-surface text-bad hover:bg-bad-soft`,
  link: "text-accent-text underline decoration-1 underline-offset-3 hover:text-accent-hover",
  /** A time, or whatever else is one choice of a list: the whole row is the target. */
  row: "press flex min-h-14 w-full items-center gap-4 rounded-touch border border-control bg-surface px-4 py-2 text-left text-lead hover:border-ink-3 hover:bg-canvas dark:hover:bg-raised",
  control:
    "press block w-full rounded-touch border border-control bg-surface px-4 text-ink text-lead hover:border-ink-3 focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-bad-mark aria-invalid:shadow-[inset_0_0_0_1px_var(--color-bad-mark)]",
  section: "font-title text-[16px]/[24px]",
  column: "mx-auto w-full max-w-[480px] px-5",
} as const;
