import type { ServiceMode } from "#/domain/booking-rules.ts";

export type SeedService = {
  name: string;
  description: string;
  minutes: number;
  buffer: number;
  /** In pounds at the standard rate; null says nothing of a price. */
  from: number | null;
  capabilities: readonly string[];
  skill?: string;
  mode: ServiceMode;
  /** How often people book it, among ten. */
  share: number;
  online?: false;
};

/** What customers book, in the order of the page. */
export const services: readonly SeedService[] = [
  {
    name: "Interim service",
    description: "Oil and filter, levels, brakes and tyres checked.",
    minutes: 60,
    buffer: 15,
    from: 149,
    capabilities: ["lift"],
    mode: "INSTANT",
    share: 3,
  },
  {
    name: "Full service",
    description: "All filters, fluids and a written health check.",
    minutes: 105,
    buffer: 15,
    from: 249,
    capabilities: ["lift"],
    mode: "INSTANT",
    share: 3,
  },
  {
    name: "MOT test",
    description: "The yearly test; a free re-test within ten days.",
    minutes: 45,
    buffer: 15,
    from: 54,
    capabilities: ["mot"],
    mode: "INSTANT",
    share: 4,
  },
  {
    name: "Front brakes",
    description: "Discs and pads, front axle.",
    minutes: 75,
    buffer: 15,
    from: 189,
    capabilities: ["lift"],
    mode: "INSTANT",
    share: 2,
  },
  {
    name: "Wheel alignment",
    description: "Four wheels, with a printout.",
    minutes: 45,
    buffer: 0,
    from: 79,
    capabilities: ["align"],
    mode: "INSTANT",
    share: 3,
  },
  {
    name: "Air conditioning regas",
    description: "Leak test, vacuum and refill.",
    minutes: 60,
    buffer: 0,
    from: 95,
    capabilities: [],
    skill: "air-con",
    mode: "INSTANT",
    share: 1,
  },
  {
    name: "Warning light or noise",
    description: "Tell us what you see or hear; we say how long it takes.",
    minutes: 60,
    buffer: 0,
    from: 78,
    capabilities: ["lift"],
    mode: "REQUEST",
    share: 0,
  },
  {
    name: "Clutch replacement",
    description: "With a quote before any work.",
    minutes: 420,
    buffer: 30,
    from: null,
    capabilities: ["lift"],
    mode: "REQUEST",
    share: 0,
    online: false,
  },
];

/** What people write when they are not sure. */
export const symptoms: readonly string[] = [
  "Squeals when braking, mostly in the morning.",
  "An orange engine light came on yesterday, drives as before.",
  "Knocking from the front left over bumps.",
];
