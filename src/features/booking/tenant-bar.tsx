import type { ReactNode } from "react";
import { inkOn } from "#/domain/colour.ts";
import type { PublicLogo } from "#/domain/logo.ts";
import { fitInto, initialsOf } from "#/domain/logo-picture.ts";

export type Workshop = {
  readonly tenantName: string;
  readonly brandColour: string;
  readonly logo: PublicLogo | null;
};

/** Whose page it is: its logo, or its name beside its initials on the only place that wears the workshop's colour. */
export function TenantBar({ of, children }: { of: Workshop; children?: ReactNode }) {
  return (
    <header className="border-line border-b">
      <div className="mx-auto flex min-h-14 w-full max-w-[480px] items-center gap-2.5 px-5 py-2">
        <span className="flex min-w-0 flex-1 items-center gap-2.5">
          {of.logo === null ? <Initials {...of} /> : <Logo alt={of.tenantName} logo={of.logo} />}
        </span>
        {children}
      </div>
    </header>
  );
}

const Initials = ({ tenantName, brandColour }: Workshop) => (
  <>
    <span
      aria-hidden
      className="inline-flex size-7 shrink-0 items-center justify-center rounded-control font-strong text-[11px]"
      style={{ backgroundColor: brandColour, color: inkOn(brandColour) }}
    >
      {initialsOf(tenantName)}
    </span>
    <span className="min-w-0 font-title">{tenantName}</span>
  </>
);

/**
 * On a plate of paper, which a dark page needs and a light one hides. Drawn as SVG: Next's picture brings a script along
 * that resizes what has its size already.
 */
const Logo = ({ alt, logo: { href, ...size } }: { alt: string; logo: PublicLogo }) => {
  const fitted = fitInto(size, { width: 160, height: 40 });
  return (
    <span className="inline-flex rounded-control bg-paper dark:p-1.5">
      <svg aria-label={alt} className="max-w-full" role="img" {...fitted}>
        <title>{alt}</title>
        <image href={href} {...fitted} />
      </svg>
    </span>
  );
};
