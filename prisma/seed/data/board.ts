import type { WorkKey } from "./work.ts";

/** A card in the building. Minutes are counted back (`since`, `opened`) or ahead (`promised`) from now. */
export type BoardCard = {
  plate: string; car: readonly [make: string, model: string, year: number]; owner: string; complaint: string; works: readonly WorkKey[];
  status: "CHECKED_IN" | "AWAITING_APPROVAL" | "AWAITING_PARTS" | "IN_PROGRESS" | "QUALITY_CHECK" | "COMPLETED" | "CANCELLED";
  since: number; opened: number; promised: number; technician: 0 | 1 | null; odometer: number;
  waiting?: true; paid?: true;
  /** Made from the name unless told. */
  email?: string;
  /** Part keys that were not there when the work was approved. */
  short?: readonly string[];
  /** How many lines are done; all of them unless told. */
  done?: number;
  /** Left the odometer to be read at the end. */
  noReadingOut?: true;
};

export const harbourBoard: readonly BoardCard[] = [
  { plate: "EO19 NXP", car: ["Toyota", "Yaris Hybrid", 2019], owner: "Grace Adeyemi", complaint: "Interim service", works: ["interim"], status: "CHECKED_IN", since: 12, opened: 12, promised: 50, technician: 0, odometer: 38_114, waiting: true, done: 0 },
  { plate: "TF18 WHN", car: ["Seat", "Leon 1.4 TSI", 2018], owner: "Yusuf Demir", complaint: "Oil leak, sump gasket", works: ["oilLeak"], status: "CHECKED_IN", since: 18, opened: 18, promised: 160, technician: 1, odometer: 57_920, done: 0 },
  { plate: "HN65 DLU", car: ["BMW", "320d Touring", 2015], owner: "Peter Lang", complaint: "Coolant loss, diagnose", works: ["coolantLoss"], status: "CHECKED_IN", since: 34, opened: 34, promised: 160, technician: null, odometer: 96_402, done: 0 },
  { plate: "SG70 TWK", car: ["Mini", "Cooper S", 2020], owner: "Aoife Brennan", complaint: "Timing chain noise", works: ["chainNoise"], status: "CHECKED_IN", since: 51, opened: 51, promised: 220, technician: 1, odometer: 41_337, done: 0 },
  { plate: "KX19 VBT", car: ["Volkswagen", "Golf 1.5 TSI", 2019], owner: "Priya Raman", complaint: "Front brakes, drop link", works: ["frontBrakesLink"], status: "AWAITING_APPROVAL", since: 108, opened: 190, promised: -20, technician: 0, odometer: 48_261, done: 0 },
  { plate: "AV21 PZG", car: ["Peugeot", "208 1.2", 2021], owner: "Marek Zielinski", complaint: "Wet belt inspection", works: ["wetBelt"], status: "AWAITING_APPROVAL", since: 185, opened: 260, promised: 40, technician: 1, odometer: 52_088, done: 0 },
  { plate: "LP20 CWH", car: ["Tesla", "Model 3", 2020], owner: "Hannah Yeo", complaint: "Control arm, nearside", works: ["controlArm"], status: "AWAITING_APPROVAL", since: 9, opened: 80, promised: 190, technician: 1, odometer: 61_740, done: 0 },
  { plate: "RJ66 OEM", car: ["Nissan", "Qashqai 1.3", 2016], owner: "Oliver Stanhope", complaint: "Clutch, flywheel", works: ["clutch"], status: "AWAITING_APPROVAL", since: 26, opened: 150, promised: 1300, technician: 1, odometer: 88_915, done: 0 },
  { plate: "WK20 GSY", car: ["Audi", "A3 35 TFSI", 2020], owner: "Sanjay Mehta", complaint: "Rear shock absorbers", works: ["rearShocks"], status: "AWAITING_PARTS", since: 262, opened: 330, promised: -50, technician: 0, odometer: 44_006, short: ["shock-rear"], done: 0, noReadingOut: true },
  { plate: "FP17 JTC", car: ["Vauxhall", "Astra 1.4", 2017], owner: "Northgate Florists", complaint: "Water pump, timing belt", works: ["timing"], status: "AWAITING_PARTS", since: 130, opened: 240, promised: 175, technician: 1, odometer: 79_541, short: ["water-pump"], done: 0, noReadingOut: true },
  { plate: "DU69 XLA", car: ["Mercedes-Benz", "V 220d", 2019], owner: "Harbour Taxis", complaint: "Injector seal kit", works: ["injectorSeals"], status: "AWAITING_PARTS", since: 1440, opened: 1560, promised: 1180, technician: 1, odometer: 143_870, short: ["injector-seal"], done: 0, noReadingOut: true },
  { plate: "CE18 MBO", car: ["Honda", "Jazz 1.3", 2018], owner: "Margaret Lowe", complaint: "Exhaust centre section", works: ["exhaust"], status: "IN_PROGRESS", since: 72, opened: 140, promised: 25, technician: 0, odometer: 35_902, waiting: true, noReadingOut: true },
  { plate: "NL22 FKD", car: ["Hyundai", "Tucson HEV", 2022], owner: "Daniel Osei", complaint: "Full service, MOT", works: ["fullServiceMot"], status: "IN_PROGRESS", since: 38, opened: 120, promised: 130, technician: 1, odometer: 29_455 },
  { plate: "PY16 URE", car: ["Land Rover", "Discovery", 2016], owner: "Fenwick Estates", complaint: "Air suspension, 2 struts", works: ["airSuspension"], status: "IN_PROGRESS", since: 160, opened: 300, promised: 145, technician: 1, odometer: 112_638, done: 2, noReadingOut: true },
  { plate: "RX18 TNV", car: ["Jaguar", "XE 20d", 2018], owner: "Simon Hallett", complaint: "Timing belt, front brakes", works: ["timing", "frontBrakes"], status: "IN_PROGRESS", since: 155, opened: 252, promised: 160, technician: 0, odometer: 61_204, short: ["disc-front"], done: 5, noReadingOut: true },
  { plate: "OW64 KTR", car: ["Ford", "Transit Custom", 2014], owner: "Bright & Co Plumbing", complaint: "Alternator, belt", works: ["alternator"], status: "QUALITY_CHECK", since: 22, opened: 210, promised: 40, technician: 0, odometer: 131_076 },
  { plate: "GV71 SDN", car: ["Renault", "Clio E-Tech", 2021], owner: "Leah Abbott", complaint: "Front discs and pads", works: ["frontBrakes"], status: "QUALITY_CHECK", since: 9, opened: 200, promised: 70, technician: 1, odometer: 24_350 },
  { plate: "KM21 JBX", car: ["Suzuki", "Swift 1.2", 2021], owner: "Nadia Rahman", complaint: "Battery, wiper blades", works: ["battery"], status: "QUALITY_CHECK", since: 1, opened: 95, promised: 100, technician: 1, odometer: 19_804, waiting: true },
  { plate: "MA20 LXH", car: ["Mazda", "CX-5", 2020], owner: "Ewan Forsyth", complaint: "Interim service", works: ["interim"], status: "COMPLETED", since: 44, opened: 290, promised: 10, technician: 1, odometer: 46_220 },
  { plate: "VN15 BCU", car: ["Fiat", "500 1.2", 2015], owner: "Chloe Barnard", complaint: "MOT, two tyres", works: ["motTyres"], status: "COMPLETED", since: 90, opened: 310, promised: -30, technician: 0, odometer: 68_731, paid: true },
  { plate: "HX73 PLE", car: ["Volvo", "XC40 Recharge", 2023], owner: "Tidewater Legal", complaint: "Tyres, alignment", works: ["tyresAlignment"], status: "COMPLETED", since: 122, opened: 330, promised: -60, technician: 1, odometer: 22_019 },
  { plate: "AK67 RVO", car: ["Lexus", "CT 200h", 2017], owner: "Petra Lindqvist", complaint: "Hybrid battery filter", works: ["hybridFilter"], status: "COMPLETED", since: 220, opened: 360, promised: -120, technician: 0, odometer: 74_380 },
  { plate: "SJ67 EYF", car: ["Citroën", "Berlingo", 2017], owner: "Ray Hutchings", complaint: "Rear wheel bearing", works: ["wheelBearing"], status: "COMPLETED", since: 315, opened: 470, promised: -200, technician: 0, odometer: 99_142 },
  { plate: "YT68 ZAP", car: ["Ford", "Kuga 2.0 TDCi", 2018], owner: "Łukasz Wiśniewski", complaint: "Air conditioning not cold; sold the car instead", works: ["airCon"], status: "CANCELLED", since: 200, opened: 320, promised: 60, technician: null, odometer: 83_400, done: 0, noReadingOut: true },
];

export const airportBoard: readonly BoardCard[] = [
  { plate: "KJT-4821", car: ["Toyota", "RAV4 Hybrid", 2021], owner: "Ελένη Παπαδοπούλου", complaint: "Oil change, 40,000 mi service", works: ["fullService"], status: "CHECKED_IN", since: 25, opened: 25, promised: 150, technician: 1, odometer: 40_112, done: 0 },
  { plate: "LPA-7734", car: ["Ford", "F-150 3.5", 2018], owner: "Walsh Contracting", complaint: "Battery, wipers", works: ["battery"], status: "IN_PROGRESS", since: 40, opened: 95, promised: 60, technician: 0, odometer: 88_540 },
  { plate: "HNR-2096", car: ["Subaru", "Outback 2.5", 2019], owner: "Beatrice Winslow", complaint: "Rear brakes", works: ["rearBrakes"], status: "AWAITING_APPROVAL", since: 70, opened: 130, promised: 200, technician: null, odometer: 57_003, done: 0 },
];

export const rivalBoard: readonly BoardCard[] = [
  { plate: "KX19 VBT", car: ["Volkswagen", "Golf 1.5 TSI", 2019], owner: "Priya Raman-Vance", email: "priya.raman@example.com", complaint: "Rival: clutch", works: ["clutch"], status: "AWAITING_APPROVAL", since: 30, opened: 90, promised: 240, technician: null, odometer: 48_300, done: 0 },
  { plate: "NL22 FKD", car: ["Hyundai", "Tucson HEV", 2022], owner: "Daniel Osei-Vance", email: "daniel.osei@example.com", complaint: "Rival: full service, MOT", works: ["fullServiceMot"], status: "IN_PROGRESS", since: 50, opened: 110, promised: 120, technician: null, odometer: 29_470 },
  { plate: "RX18 TNV", car: ["Jaguar", "XE 20d", 2018], owner: "Simon Hallett-Vance", email: "simon.hallett@example.com", complaint: "Rival: battery", works: ["battery"], status: "CHECKED_IN", since: 15, opened: 15, promised: 90, technician: null, odometer: 61_230, done: 0 },
];

/** Cars that are expected, not yet here: New job card finds them by plate. */
export const expected: readonly { plate: string; car: readonly [string, string, number]; owner: string }[] = [
  { plate: "LM23 KOV", car: ["Škoda", "Octavia 2.0 TDI", 2023], owner: "Helen Marsh" },
  { plate: "YT68 RZA", car: ["Ford", "Fiesta 1.0", 2018], owner: "Callum Reid" },
  { plate: "GK14 VYR", car: ["Vauxhall", "Corsa 1.2", 2014], owner: "Abigail Thorne" },
  { plate: "BD72 HFW", car: ["Kia", "Niro EV", 2022], owner: "Ines Duarte" },
];
