/** Pieces carry no unit. Prices and costs in minor units; `free` is what is left beside what the open cards hold. */
export type CataloguePart = {
  key: string;
  number: string;
  name: string;
  unit: string;
  priceMinor: number;
  costMinor: number;
  reorderPoint: string;
  free: string;
  bin: string;
  /** 0 for no exchange part. */
  coreMinor: number;
};

type Line = readonly [
  key: string,
  number: string,
  name: string,
  unit: string,
  priceMinor: number,
  costMinor: number,
  reorderPoint: string,
  free: string,
  bin: string,
];

const lines: readonly Line[] = [
  ["oil-5w30", "OIL-5W30-LL", "Engine oil 5W-30 longlife", "L", 1190, 520, "40", "86.5", "Bulk tank"],
  ["oil-0w20", "OIL-0W20-HY", "Engine oil 0W-20 hybrid", "L", 1390, 640, "30", "41.2", "Bulk tank"],
  ["coolant", "G12-EVO", "Coolant, G12 evo", "L", 920, 478, "20", "32.5", "Bulk tank"],
  ["brake-fluid", "DOT4-LV", "Brake fluid DOT 4 LV", "L", 1480, 690, "6", "9.75", "A-12"],
  ["screenwash", "SW-CONC", "Screenwash concentrate", "L", 340, 120, "10", "24", "A-12"],
  ["refrigerant", "R1234YF", "Refrigerant R1234yf", "kg", 18900, 11800, "1", "2.4", "Cage 1"],
  ["atf", "ATF-MV", "Automatic transmission fluid", "L", 1620, 780, "12", "18.5", "Bulk tank"],
  ["gear-oil", "75W80", "Gear oil 75W-80", "L", 1350, 610, "5", "7.3", "A-11"],
  ["fuel-hose", "FH-8", "Fuel hose 8 mm", "m", 780, 310, "5", "11.4", "A-20"],
  ["vacuum-hose", "VH-4", "Vacuum hose 4 mm", "m", 320, 90, "5", "16.25", "A-20"],
  ["cable", "CAB-2.5", "Cable 2.5 mm², red", "m", 140, 42, "20", "63", "A-21"],
  ["oil-filter-a", "OX 1232D", "Oil filter, VAG 1.5 TSI", "", 1290, 520, "6", "11", "A-01"],
  ["oil-filter-b", "HU 7037Z", "Oil filter, Ford 1.0", "", 1150, 470, "6", "9", "A-01"],
  ["oil-filter-c", "OC 986", "Oil filter, Toyota hybrid", "", 990, 380, "6", "6", "A-01"],
  ["air-filter-a", "C 30 170", "Air filter, 1.5 TSI", "", 2140, 930, "4", "7", "A-03"],
  ["air-filter-b", "LX 3233", "Air filter, small petrol", "", 1890, 760, "4", "5", "A-03"],
  ["pollen-filter", "CUK 26 009", "Pollen filter, carbon", "", 2450, 1010, "6", "12", "A-04"],
  ["fuel-filter", "KL 915", "Fuel filter, diesel", "", 3980, 1890, "3", "4", "A-05"],
  ["plug-a", "ILZKR7B11", "Spark plug, iridium", "", 1680, 790, "16", "34", "A-06"],
  ["coil", "U5160", "Ignition coil", "", 5490, 2860, "4", "5", "A-07"],
  ["timing-kit", "VKMA 01278", "Timing belt kit", "", 18650, 12300, "1", "1", "C-14"],
  ["water-pump", "WP 6612", "Water pump", "", 11240, 7750, "2", "0", "C-14"],
  ["belt-bolt", "N 909 548 03", "Belt tensioner bolt", "", 1205, 578, "10", "22", "A-02"],
  ["aux-belt", "6PK1750", "Auxiliary belt", "", 3120, 1390, "3", "5", "C-10"],
  ["wet-belt", "WB-12PT", "Wet timing belt kit", "", 21400, 14200, "1", "2", "C-15"],
  ["disc-front", "09.A829.1X", "Brake disc, pair, 312 mm", "", 12400, 8800, "2", "0", "D-03"],
  ["pads-front", "P 85 175", "Brake pad set, front", "", 5890, 3710, "4", "2", "D-05"],
  ["disc-rear", "08.A202.1X", "Brake disc rear, pair, 272 mm", "", 9860, 6900, "2", "3", "D-04"],
  ["pads-rear", "P 85 126", "Brake pad set, rear", "", 4520, 2700, "4", "6", "D-06"],
  ["caliper-kit", "CK-54", "Caliper slide kit", "", 1860, 820, "2", "4", "D-07"],
  ["drop-link", "JTS 7656", "Stabiliser drop link", "", 2690, 1240, "4", "5", "D-10"],
  ["control-arm", "LCA-M3-L", "Control arm, front left", "", 16900, 10900, "1", "1", "D-12"],
  ["shock-rear", "G7A3-RR", "Shock absorber, rear", "", 9450, 6050, "2", "0", "D-14"],
  ["air-strut", "AS-LR-R", "Air suspension strut, rear", "", 48900, 34800, "1", "1", "E-01"],
  ["top-mount", "TM-220", "Top mount, rear", "", 2380, 1050, "4", "6", "D-15"],
  ["wheel-bearing", "VKBA 7134", "Wheel bearing kit, rear", "", 8420, 5240, "2", "3", "D-16"],
  ["cv-boot", "CVB-88", "Drive shaft boot kit", "", 2240, 960, "3", "4", "D-18"],
  ["ball-joint", "BJ-41", "Ball joint", "", 3180, 1520, "4", "4", "D-11"],
  ["battery-12v", "EFB 60", "Battery 12 V 60 Ah EFB", "", 13200, 8650, "3", "4", "F-01"],
  ["battery-aux", "AUX 14", "Battery 12 V 14 Ah auxiliary", "", 9800, 6100, "1", "2", "F-01"],
  ["hybrid-filter", "HBF-CT", "Hybrid battery fan filter", "", 3460, 1510, "2", "3", "F-02"],
  ["alternator", "ALT-TC-22", "Alternator, exchange", "", 31900, 22400, "1", "1", "F-03"],
  ["starter", "STR-20", "Starter motor, exchange", "", 22600, 15600, "1", "1", "F-03"],
  ["bulb-h7", "H7-LL", "Bulb H7 longlife", "", 890, 290, "10", "18", "F-05"],
  ["bulb-led", "W5W-LED", "Bulb W5W LED", "", 540, 170, "10", "26", "F-05"],
  ["fuse", "FUSE-MIX", "Blade fuse", "", 60, 12, "40", "112", "F-06"],
  ["wiper-pair", "AM 980 S", "Wiper blades, pair", "", 3180, 1490, "6", "9", "B-01"],
  ["wiper-rear", "H 301", "Wiper blade, rear", "", 1420, 590, "4", "6", "B-01"],
  ["tyre-205", "PC6-2055516", "Tyre 205/55 R16 91V", "", 9400, 6900, "8", "12", "T-01"],
  ["tyre-225", "PS5-2254517", "Tyre 225/45 R17 94Y", "", 12600, 9500, "8", "6", "T-02"],
  ["tyre-235", "CC7-2355518", "Tyre 235/55 R18 104V", "", 15800, 12100, "4", "4", "T-03"],
  ["valve", "TR-414", "Tyre valve", "", 180, 35, "40", "88", "T-10"],
  ["tpms", "TPMS-433", "Tyre pressure sensor", "", 4200, 2350, "4", "5", "T-10"],
  ["exhaust-centre", "EX-JZ-C", "Exhaust centre section", "", 16400, 10700, "1", "1", "E-05"],
  ["exhaust-clamp", "EXC-54", "Exhaust clamp 54 mm", "", 680, 240, "8", "14", "E-06"],
  ["sump-gasket", "SG-EA211", "Sump gasket", "", 2860, 1270, "2", "3", "C-03"],
  ["rocker-gasket", "RG-12", "Rocker cover gasket", "", 3640, 1710, "2", "2", "C-03"],
  ["sealant", "RTV-85", "Sealant, black", "", 1290, 540, "4", "7", "C-04"],
  ["thermostat", "TH-87", "Thermostat housing", "", 6720, 3960, "2", "3", "C-06"],
  ["injector-seal", "INJ-SK-651", "Injector seal kit", "", 4180, 2100, "2", "0", "C-08"],
  ["clutch-kit", "LUK 624", "Clutch kit", "", 24800, 16700, "1", "1", "E-10"],
  ["cleaner", "BC-500", "Brake cleaner 500 ml", "", 540, 190, "12", "31", "B-05"],
];

/** What the supplier takes for the old unit of one, in minor units, by the part's key. */
const coreDeposits: Readonly<Partial<Record<string, number>>> = {
  "battery-12v": 1500,
  "battery-aux": 1200,
  alternator: 6000,
  starter: 4500,
};

export const catalogue: readonly CataloguePart[] = lines.map(
  ([key, number, name, unit, priceMinor, costMinor, reorderPoint, free, bin]) => ({
    key,
    number,
    name,
    unit,
    priceMinor,
    costMinor,
    reorderPoint,
    free,
    bin,
    coreMinor: coreDeposits[key] ?? 0,
  }),
);
