import Image from "next/image";
import { Initials } from "#/components/initials.tsx";
import { cn } from "#/components/ui/cn.ts";
import type { LogoView } from "#/domain/logo.ts";
import { fitInto, logoHref } from "#/domain/logo-picture.ts";

export type LogoBearer = {
  readonly tenantId: string;
  readonly name: string;
  readonly brandColour: string;
  readonly logo: LogoView | null;
};

type PlateProps = { src: string; alt: string; width: number; height: number; className?: string };

type TenantLogoProps = {
  of: LogoBearer;
  /** The room that it has, in pixels. */
  box: { readonly width: number; readonly height: number };
  className?: string;
};

/**
 * The business as it shows itself: its logo on a white plate, which a dark page needs and a light one hides; without
 * one its initials and its name. Either way it reads as the name.
 */
export function TenantLogo({ of: { tenantId, name, brandColour, logo }, box, className }: TenantLogoProps) {
  if (logo !== null)
    return <LogoPlate alt={name} className={className} src={logoHref(tenantId, logo.sha256)} {...fitInto(logo, box)} />;
  return (
    <span className={cn("inline-flex min-w-0 items-center gap-2.5", className)}>
      <Initials colour={brandColour} name={name} size="size-[34px] text-[13px]" />
      <span className="truncate font-strong">{name}</span>
    </span>
  );
}

/** A picture as a logo stands on a page. */
export const LogoPlate = ({ className, ...image }: PlateProps) => (
  <span className={cn("inline-flex shrink-0 rounded-control bg-paper dark:p-1.5", className)}>
    {/* It is served at its size already, and for ever under its address. */}
    <Image {...image} className="object-contain" unoptimized />
  </span>
);
