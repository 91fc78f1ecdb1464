import type { ReactNode } from "react";
import { Initials } from "#/components/initials.tsx";
import type { PublicLogo } from "#/domain/logo.ts";
import { fitInto } from "#/domain/logo-picture.ts";

export type Workshop = {
  readonly tenantName: string;
  readonly brandColour: string;
  readonly logo: PublicLogo | null;
};

/** Whose page it is: its logo, or its name beside its initials. */
export function TenantBar({ of, children }: { of: Workshop; children?: ReactNode }) {
  return (
    <header className="border-line border-b">
      <div className="mx-auto flex min-h-14 w-full max-w-[480px] items-center gap-2.5 px-5 py-2">
        <span className="flex min-w-0 flex-1 items-center gap-2.5">
          {of.logo === null ? (
            <>
              <Initials colour={of.brandColour} name={of.tenantName} size="size-7 text-[11px]" />
              <span className="min-w-0 font-title">{of.tenantName}</span>
            </>
          ) : (
            <Logo alt={of.tenantName} logo={of.logo} />
          )}
        </span>
        {children}
      </div>
    </header>
  );
}

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
