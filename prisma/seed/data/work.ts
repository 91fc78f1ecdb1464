/** What a visit is for. A line names its kind, what it is and how much of it; parts are named by their catalogue key. */
export type WorkLine =
  | readonly ["LABOUR", description: string, hours: string]
  | readonly ["PART", key: string, quantity: string]
  | readonly ["FEE" | "SUBLET", description: string, priceMinor: number, untaxed?: "untaxed"];
export type Work = { title: string; lines: readonly WorkLine[] };

const sundries: WorkLine = ["FEE", "Waste and sundries", 722];
const mot: WorkLine = ["FEE", "MOT test", 5485, "untaxed"];

export const works = {
  fullService: {
    title: "Full service",
    lines: [
      ["LABOUR", "Full service", "1.8"],
      ["PART", "oil-5w30", "4.5"],
      ["PART", "oil-filter-a", "1"],
      ["PART", "air-filter-a", "1"],
      ["PART", "pollen-filter", "1"],
      sundries,
    ],
  },
  fullServiceMot: {
    title: "Full service",
    lines: [
      ["LABOUR", "Full service", "1.8"],
      ["PART", "oil-0w20", "4.3"],
      ["PART", "oil-filter-c", "1"],
      ["PART", "air-filter-b", "1"],
      ["PART", "pollen-filter", "1"],
      mot,
      sundries,
    ],
  },
  interim: {
    title: "Interim service",
    lines: [
      ["LABOUR", "Interim service", "1"],
      ["PART", "oil-0w20", "3.9"],
      ["PART", "oil-filter-c", "1"],
    ],
  },
  mot: { title: "MOT", lines: [mot, ["PART", "bulb-h7", "1"]] },
  frontBrakes: {
    title: "Front brakes",
    lines: [
      ["LABOUR", "Fit front discs and pads", "1.2"],
      ["PART", "disc-front", "1"],
      ["PART", "pads-front", "1"],
      ["PART", "cleaner", "1"],
      sundries,
    ],
  },
  frontBrakesLink: {
    title: "Front brakes",
    lines: [
      ["LABOUR", "Fit front discs and pads", "1.2"],
      ["PART", "disc-front", "1"],
      ["PART", "pads-front", "1"],
      ["LABOUR", "Replace drop link, nearside", "0.5"],
      ["PART", "drop-link", "1"],
    ],
  },
  rearBrakes: {
    title: "Rear brakes",
    lines: [
      ["LABOUR", "Fit rear discs and pads", "1.4"],
      ["PART", "disc-rear", "1"],
      ["PART", "pads-rear", "1"],
      ["PART", "cleaner", "1"],
    ],
  },
  timing: {
    title: "Timing belt and water pump",
    lines: [
      ["LABOUR", "Replace timing belt and water pump", "4.1"],
      ["PART", "timing-kit", "1"],
      ["PART", "water-pump", "1"],
      ["PART", "coolant", "4.5"],
      ["PART", "belt-bolt", "2"],
    ],
  },
  wetBelt: {
    title: "Wet belt",
    lines: [
      ["LABOUR", "Inspect wet belt, replace if worn", "3.2"],
      ["PART", "wet-belt", "1"],
      ["PART", "oil-5w30", "3.8"],
      ["PART", "oil-filter-b", "1"],
    ],
  },
  oilLeak: {
    title: "Oil leak",
    lines: [
      ["LABOUR", "Remove sump, renew gasket", "2.2"],
      ["PART", "sump-gasket", "1"],
      ["PART", "sealant", "1"],
      ["PART", "oil-5w30", "4.2"],
    ],
  },
  coolantLoss: { title: "Coolant loss", lines: [["LABOUR", "Pressure test and diagnose", "1"]] },
  chainNoise: { title: "Timing chain noise", lines: [["LABOUR", "Diagnose timing chain noise", "1.5"]] },
  controlArm: {
    title: "Control arm",
    lines: [
      ["LABOUR", "Replace control arm, nearside", "1.3"],
      ["PART", "control-arm", "1"],
    ],
  },
  clutch: {
    title: "Clutch",
    lines: [
      ["LABOUR", "Replace clutch", "5.4"],
      ["PART", "clutch-kit", "1"],
      ["SUBLET", "Flywheel, machined at Kent Engineering", 14500],
      ["PART", "gear-oil", "1.9"],
    ],
  },
  rearShocks: {
    title: "Rear shock absorbers",
    lines: [
      ["LABOUR", "Replace rear shock absorbers", "1.6"],
      ["PART", "shock-rear", "2"],
      ["PART", "top-mount", "2"],
    ],
  },
  injectorSeals: {
    title: "Injector seals",
    lines: [
      ["LABOUR", "Renew injector seals", "3"],
      ["PART", "injector-seal", "2"],
    ],
  },
  exhaust: {
    title: "Exhaust centre section",
    lines: [
      ["LABOUR", "Replace exhaust centre section", "0.9"],
      ["PART", "exhaust-centre", "1"],
      ["PART", "exhaust-clamp", "2"],
    ],
  },
  airSuspension: {
    title: "Air suspension",
    lines: [
      ["LABOUR", "Replace rear air struts, calibrate", "3.5"],
      ["PART", "air-strut", "2"],
      ["PART", "cable", "1.5"],
      sundries,
    ],
  },
  alternator: {
    title: "Alternator",
    lines: [
      ["LABOUR", "Replace alternator and belt", "1.7"],
      ["PART", "alternator", "1"],
      ["PART", "aux-belt", "1"],
    ],
  },
  battery: {
    title: "Battery",
    lines: [
      ["LABOUR", "Replace and register battery", "0.4"],
      ["PART", "battery-12v", "1"],
      ["PART", "wiper-pair", "1"],
    ],
  },
  hybridFilter: {
    title: "Hybrid battery filter",
    lines: [
      ["LABOUR", "Clean hybrid battery fan, renew filter", "0.7"],
      ["PART", "hybrid-filter", "1"],
    ],
  },
  twoTyres: {
    title: "Two tyres",
    lines: [
      ["LABOUR", "Fit and balance two tyres", "0.6"],
      ["PART", "tyre-205", "2"],
      ["PART", "valve", "2"],
    ],
  },
  tyresAlignment: {
    title: "Tyres and alignment",
    lines: [
      ["LABOUR", "Fit two tyres, four-wheel alignment", "1.5"],
      ["PART", "tyre-235", "2"],
      ["PART", "valve", "2"],
    ],
  },
  motTyres: {
    title: "MOT and tyres",
    lines: [mot, ["LABOUR", "Fit and balance two tyres", "0.6"], ["PART", "tyre-225", "2"], ["PART", "valve", "2"]],
  },
  wheelBearing: {
    title: "Rear wheel bearing",
    lines: [
      ["LABOUR", "Replace rear wheel bearing", "1.5"],
      ["PART", "wheel-bearing", "1"],
    ],
  },
  airCon: {
    title: "Air conditioning",
    lines: [
      ["LABOUR", "Recover, vacuum and refill", "0.8"],
      ["PART", "refrigerant", "0.45"],
    ],
  },
  plugs: {
    title: "Spark plugs",
    lines: [
      ["LABOUR", "Replace spark plugs", "0.7"],
      ["PART", "plug-a", "4"],
    ],
  },
  brakeFluid: {
    title: "Brake fluid",
    lines: [
      ["LABOUR", "Change brake fluid", "0.6"],
      ["PART", "brake-fluid", "1.2"],
    ],
  },
} as const satisfies Record<string, Work>;
export type WorkKey = keyof typeof works;

/** How often each comes in a year: everyday work often, an engine out now and then. */
export const yearOfWork: readonly WorkKey[] = [
  "fullService",
  "fullService",
  "fullService",
  "fullServiceMot",
  "fullServiceMot",
  "interim",
  "interim",
  "interim",
  "mot",
  "mot",
  "mot",
  "mot",
  "frontBrakes",
  "frontBrakesLink",
  "rearBrakes",
  "rearBrakes",
  "timing",
  "wetBelt",
  "oilLeak",
  "coolantLoss",
  "controlArm",
  "clutch",
  "exhaust",
  "alternator",
  "battery",
  "battery",
  "twoTyres",
  "twoTyres",
  "motTyres",
  "tyresAlignment",
  "wheelBearing",
  "airCon",
  "plugs",
  "brakeFluid",
  "brakeFluid",
];
