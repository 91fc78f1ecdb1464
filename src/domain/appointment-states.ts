/** Where an appointment may stand: asked for, offered a time of the customer's own choosing, booked, and how it ended. */
export const appointmentStates = ["REQUESTED", "OFFERED", "BOOKED", "CHECKED_IN", "NO_SHOW", "CANCELLED"] as const;
export type AppointmentState = (typeof appointmentStates)[number];

/**
 * The transitions of an appointment, shared by the server's guard and the calendar's menus. From CHECKED_IN on the job
 * card says where the work stands. Who comes late after all is checked in, or given another time.
 */
export const appointmentTransitions = {
  REQUESTED: ["OFFERED", "BOOKED", "CANCELLED"],
  OFFERED: ["OFFERED", "BOOKED", "CANCELLED"],
  BOOKED: ["BOOKED", "CHECKED_IN", "NO_SHOW", "CANCELLED"],
  CHECKED_IN: [],
  NO_SHOW: ["BOOKED", "CHECKED_IN"],
  CANCELLED: [],
} as const satisfies Record<AppointmentState, readonly AppointmentState[]>;

const targets = (from: AppointmentState): readonly AppointmentState[] => appointmentTransitions[from];

/** Whether an appointment may move; BOOKED to BOOKED is another time. */
export const mayBecome = (from: AppointmentState, to: AppointmentState): boolean => targets(from).includes(to);

/** States from which one may be reached. */
export const statesBefore = (to: AppointmentState): AppointmentState[] =>
  appointmentStates.filter((from) => mayBecome(from, to));

export const appointmentStateWords = {
  REQUESTED: "Requested",
  OFFERED: "Waiting for the customer",
  BOOKED: "Booked",
  CHECKED_IN: "Checked in",
  NO_SHOW: "Did not come",
  CANCELLED: "Cancelled",
} as const satisfies Record<AppointmentState, string>;

/** A bay or a technician is taken by an allocation in one of these; a hold only until its time is over. */
export const activeAllocationStates = ["HELD", "BOOKED", "CHECKED_IN", "IN_PROGRESS"] as const;
export const allocationStates = [...activeAllocationStates, "RELEASED", "CANCELLED"] as const;
export type AllocationState = (typeof allocationStates)[number];
