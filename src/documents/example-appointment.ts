import type { TimedAppointment, ToldAppointment } from "./told-appointment.ts";

/** For tests and for looking at the documents: the appointment of the reference pictures. */
export const exampleAppointment: ToldAppointment = {
  id: "01977b6c-0d3e-7c2a-9a57-2f0c55d0a1b2",
  reference: "K7P3MWXD",
  source: "ONLINE",
  symptom: "Squeaks when braking, first thing in the morning",
  minutes: 135,
  services: [
    { name: "Full service", priceFromMinor: 18_900 },
    { name: "MOT test", priceFromMinor: 5_485 },
  ],
  contact: { name: "Priya Shah", plate: "KX19 VBT", vehicle: "Volkswagen Golf" },
  branch: {
    name: "Harbour Street",
    tenantName: "Northside Motors",
    zone: "Europe/London",
    locale: "en-GB",
    currency: "GBP",
    taxName: "VAT",
    taxMode: "INCLUSIVE",
    addressLines: ["24 Harbour Street", "London E14 0AA"],
    whatToBring: "The key and the locking wheel nut",
  },
};

export const exampleTimed: TimedAppointment = {
  ...exampleAppointment,
  startsAt: new Date("2026-05-15T07:30:00Z"),
  endsAt: new Date("2026-05-15T09:45:00Z"),
};
