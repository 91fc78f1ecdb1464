import NextLink from "next/link";
import type { ComponentProps } from "react";
import { type ButtonLook, type ButtonSize, buttonClass } from "./button.tsx";
import { cn } from "./cn.ts";

export const linkClass =
  "text-accent-text underline underline-offset-3 decoration-1 hover:text-accent-hover rounded-none";

/** A link in running text, underlined. External and file targets take a plain `<a className={linkClass}>`. */
export function TextLink({ className, ...rest }: ComponentProps<typeof NextLink>) {
  return <NextLink {...rest} className={cn(linkClass, className)} />;
}

/** Goes somewhere, looks like a button. */
export function ButtonLink({
  look = "default",
  size = "md",
  icon,
  className,
  ...rest
}: ComponentProps<typeof NextLink> & { look?: ButtonLook; size?: ButtonSize; icon?: boolean }) {
  return <NextLink {...rest} className={buttonClass(look, size, { icon, className })} />;
}

/** A verb that stands in a sentence or a row ("Retry"): a button that looks like a link. */
export function LinkButton({ className, type = "button", ...rest }: ComponentProps<"button">) {
  return <button {...rest} className={cn("touch-target relative min-h-6", linkClass, className)} type={type} />;
}
