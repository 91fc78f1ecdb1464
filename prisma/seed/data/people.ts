export const firstNames = [
  "Łukasz", "Ελένη", "Олена", "Zoë", "José", "Siân", "Aoife", "Niamh", "Priya", "Arjun", "Fatima", "Yusuf", "Mei", "Hiroshi", "Ngozi", "Kwame",
  "Helen", "Callum", "Abigail", "Ewan", "Chloe", "Oliver", "Hannah", "Marek", "Ines", "Petra", "Ray", "Nadia", "Leah", "Simon", "Margaret", "Daniel",
  "Grace", "Peter", "Sanjay", "Harriet", "Tomasz", "Freya", "Idris", "Rowan", "Beatrice", "Omar", "Lucía", "Anders", "Björn", "Chinonso", "Gwen", "Dmytro",
] as const;

export const lastNames = [
  "Wiśniewski", "Παπαδοπούλου", "Коваленко", "Müller", "Núñez", "O’Brien", "Brennan", "Walsh", "Raman", "Mehta", "Rahman", "Demir", "Chen", "Tanaka", "Okonkwo", "Mensah",
  "Marsh", "Reid", "Thorne", "Forsyth", "Barnard", "Stanhope", "Yeo", "Zielinski", "Duarte", "Lindqvist", "Hutchings", "Abbott", "Hallett", "Lowe", "Osei", "Adeyemi",
  "Lang", "Whitcombe", "Penrose", "Ashdown", "Kowalczyk", "Sørensen", "Bexley", "Tregear", "Winslow", "Haddad", "García", "Åkesson", "Eze", "Pritchard", "Шевченко", "Fairweather",
] as const;

export const streets = ["Quay Lane", "Oyster Row", "Castle Hill", "Mill Road", "Station Approach", "Beacon Way", "Church Street", "Tankerton Parade", "Elm Close", "Foundry Yard"] as const;

type Car = readonly [make: string, model: string, firstYear: number];

export const ukCars: readonly Car[] = [
  ["Volkswagen", "Golf 1.5 TSI", 2017], ["Volkswagen", "Polo 1.0 TSI", 2018], ["Ford", "Fiesta 1.0", 2015], ["Ford", "Focus 1.5 TDCi", 2014], ["Ford", "Kuga 2.5 PHEV", 2020],
  ["Vauxhall", "Corsa 1.2", 2016], ["Vauxhall", "Astra 1.4", 2016], ["Toyota", "Yaris Hybrid", 2016], ["Toyota", "Corolla 1.8 Hybrid", 2019], ["Nissan", "Qashqai 1.3", 2018],
  ["BMW", "320d Touring", 2015], ["Audi", "A3 35 TFSI", 2019], ["Peugeot", "208 1.2", 2018], ["Kia", "Sportage 1.6", 2019], ["Hyundai", "i20 1.0", 2018], ["Škoda", "Octavia 2.0 TDI", 2017],
  ["Seat", "Leon 1.4 TSI", 2016], ["Mini", "Cooper S", 2015], ["Honda", "Jazz 1.3", 2016], ["Citroën", "Berlingo", 2017], ["Renault", "Clio E-Tech", 2020], ["Mazda", "CX-5", 2017],
];

export const usCars: readonly Car[] = [
  ["Toyota", "RAV4 Hybrid", 2019], ["Honda", "CR-V", 2017], ["Ford", "F-150 3.5", 2016], ["Subaru", "Outback 2.5", 2018], ["Chevrolet", "Equinox", 2018],
  ["Nissan", "Rogue", 2017], ["Jeep", "Grand Cherokee", 2016], ["Hyundai", "Tucson", 2019], ["Tesla", "Model Y", 2021], ["Volkswagen", "Jetta 1.4", 2018],
];
