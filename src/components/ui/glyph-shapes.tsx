import type { ReactNode } from "react";

/** Drawings on a 14 × 14 grid. `currentColor` is the mark; `--glyph-on` is what stands on a filled mark. */
const on = "var(--color-on-mark)";
const line = {
  fill: "none",
  stroke: "currentColor",
  strokeWidth: 1.5,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

const exclamation = (colour: string, top: number, bottom: number, dot: number): ReactNode => (
  <>
    <path d={`M7 ${top}V${bottom}`} fill="none" stroke={colour} strokeLinecap="round" strokeWidth="1.6" />
    <circle cx="7" cy={dot} fill={colour} r="0.95" />
  </>
);

export const shapes = {
  dashedRing: (
    <circle cx="7" cy="7" fill="none" r="5.75" stroke="currentColor" strokeDasharray="2.05 1.56" strokeWidth="1.4" />
  ),
  ringDot: (
    <>
      <circle {...line} cx="7" cy="7" r="5.6" />
      <circle cx="7" cy="7" fill="currentColor" r="1.7" />
    </>
  ),
  diamond: (
    <>
      <path {...line} d="M7 .9 13.1 7 7 13.1.9 7Z" />
      {exclamation("currentColor", 4.5, 7.2, 9.5)}
    </>
  ),
  lidBox: (
    <>
      <rect {...line} height="11" rx="1.4" width="11.4" x="1.3" y="1.5" />
      <path {...line} d="M1.3 5h11.4M7 1.5V5" strokeLinecap="butt" />
    </>
  ),
  halfRing: (
    <>
      <circle {...line} cx="7" cy="7" r="5.75" />
      <path d="M7 3v8a4 4 0 0 0 0-8Z" fill="currentColor" />
    </>
  ),
  threeQuarterRing: (
    <>
      <circle {...line} cx="7" cy="7" r="5.75" />
      <path d="M7 7V3a4 4 0 1 1-4 4Z" fill="currentColor" />
    </>
  ),
  tickDisc: (
    <>
      <circle cx="7" cy="7" fill="currentColor" r="6.4" />
      <path {...line} d="m4.1 7.2 2 2 3.8-4" stroke={on} strokeWidth="1.7" />
    </>
  ),
  flag: <path {...line} d="M2.6 13.3V1h9.2l-2 3.1 2 3.1H2.6" />,
  ringSlash: (
    <>
      <circle {...line} cx="7" cy="7" r="5.75" />
      <path {...line} d="m3.1 3.1 7.8 7.8" />
    </>
  ),
  octagon: (
    <>
      <path d="M4.35.6h5.3l3.75 3.75v5.3L9.65 13.4h-5.3L.6 9.65v-5.3Z" fill="currentColor" />
      {exclamation(on, 3.8, 7.4, 10.1)}
    </>
  ),
  triangle: (
    <>
      <path d="M7 .9 13.3 12.6H.7Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" strokeWidth="1" />
      {exclamation(on, 5.2, 8.2, 10.7)}
    </>
  ),
  clock: (
    <>
      <circle {...line} cx="7" cy="7" r="5.75" />
      <path {...line} d="M7 3.8V7l2 1.6" />
    </>
  ),
  dash: <path {...line} d="M1 7h12" strokeLinecap="butt" />,
  halfBox: (
    <>
      <rect {...line} height="11.6" rx="1.6" width="11.6" x="1.2" y="1.2" />
      <path d="M1.2 6.8h11.6v4.4a1.6 1.6 0 0 1-1.6 1.6H2.8a1.6 1.6 0 0 1-1.6-1.6Z" fill="currentColor" />
    </>
  ),
  tickBox: (
    <>
      <rect fill="currentColor" height="13" rx="2" width="13" x=".5" y=".5" />
      <path {...line} d="m4 7.2 2.1 2.1 4-4.3" stroke={on} strokeWidth="1.7" />
    </>
  ),
  tick: <path {...line} d="m1.7 7.4 3.5 3.5 7-7.6" strokeWidth="1.9" />,
  arc: (
    <>
      <circle cx="7" cy="7" fill="none" r="5.6" stroke="var(--color-line-strong)" strokeWidth="1.7" />
      <path
        className="origin-center animate-arc"
        d="M7 1.4A5.6 5.6 0 0 1 12.6 7"
        fill="none"
        stroke="currentColor"
        strokeLinecap="round"
        strokeWidth="1.9"
      />
    </>
  ),
  backArrow: <path {...line} d="M4.6 2 1.5 5.1l3.1 3.1M1.5 5.1h7.3a3.6 3.6 0 0 1 0 7.2H6.2" />,
  skipBar: <path {...line} d="M1.6 2.1v9.8L9.6 7ZM12.6 1.8v10.4" />,
  person: (
    <>
      <circle {...line} cx="7" cy="7" r="6.1" strokeWidth="1.3" />
      <circle {...line} cx="7" cy="5.7" r="2.1" strokeWidth="1.3" />
      <path {...line} d="M3.6 11.6c.3-2 1.6-3 3.4-3s3.1 1 3.4 3" strokeWidth="1.3" />
    </>
  ),
  disc: <circle cx="7" cy="7" fill="currentColor" r="6.4" />,
} satisfies Record<string, ReactNode>;

export type GlyphShape = keyof typeof shapes;
