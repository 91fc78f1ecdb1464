/** What a member may do, by role. Shared by the server's guard and the interface's menus. */
export const roles = ["OWNER", "ADMIN", "ADVISOR", "TECHNICIAN", "ACCOUNTANT"] as const;
export type Role = (typeof roles)[number];

const everyone = roles;
const office = ["OWNER", "ADMIN", "ADVISOR", "ACCOUNTANT"] as const;
const desk = ["OWNER", "ADMIN", "ADVISOR"] as const;
const management = ["OWNER", "ADMIN"] as const;
const books = ["OWNER", "ADMIN", "ACCOUNTANT"] as const;

export const permissions = {
  "job_card.read": everyone,
  "job_card.create": desk,
  "job_card.edit": desk,
  /** Writes notes for the workshop; what the customer reads stands behind `job_card.edit`. */
  "job_card.note": ["OWNER", "ADMIN", "ADVISOR", "TECHNICIAN"],
  "job_card.move": ["OWNER", "ADMIN", "ADVISOR", "TECHNICIAN"],
  "job_card.assign": desk,
  "job_card.approve": desk,
  "job_card.complete": desk,
  "job_line.done": ["OWNER", "ADMIN", "ADVISOR", "TECHNICIAN"],
  /** The calendar; whom to call stands behind `customer.read`. */
  "appointment.read": ["OWNER", "ADMIN", "ADVISOR", "TECHNICIAN"],
  /** Books, moves, calls off and checks in; says that a day is full. */
  "appointment.edit": desk,
  "customer.read": office,
  "customer.edit": desk,
  /** Makes two customers one, and two again. */
  "customer.merge": desk,
  /** Sends a customer a message again. */
  "message.resend": desk,
  "vehicle.read": everyone,
  "vehicle.edit": desk,
  /** Makes two records of one car one, and two again. */
  "vehicle.merge": desk,
  /** Whose a car was before; everybody else sees that there was somebody. */
  "vehicle.former_owners": management,
  "part.read": everyone,
  "part.edit": desk,
  "stock.receive": desk,
  /** Corrects stock, opens counts and posts them. */
  "stock.adjust": management,
  /** Asks for parts of another branch, sends them and takes them in, where one works. */
  "stock.transfer": desk,
  /** Counts on a sheet that is open. */
  "stock.count": ["OWNER", "ADMIN", "ADVISOR", "TECHNICIAN"],
  /** Buys: is told what has fallen short, sends orders and ends them. */
  "part.order": management,
  /** What was ordered of whom; costs stand behind `cost.read`. */
  "purchase_order.read": office,
  /** Puts parts on a draft, which somebody who buys sends. */
  "purchase_order.draft": desk,
  "supplier.edit": management,
  "invoice.read": office,
  "payment.take": ["OWNER", "ADMIN", "ADVISOR", "ACCOUNTANT"],
  /** Gives money back. */
  "payment.refund": books,
  /** Takes back an invoice, in part or in whole, and opens a completed card again. */
  "invoice.credit": books,
  /** What came in at the till, day by day. */
  "till.read": office,
  /** Selling prices; absent, not blank, without it. */
  "price.read": office,
  /** Purchase prices and margin. */
  "cost.read": desk,
  "operation.read": office,
  "operation.repair": ["OWNER", "ADMIN", "ADVISOR"],
  /** Has the data verified on demand: it reads the whole of the tenant. */
  "operation.verify": management,
  /** Told at once when an operation needs a person. */
  "operation.alerts": management,
  "task.read": office,
  "task.resolve": office,
  "audit.read": books,
  "settings.read": books,
  "settings.edit": management,
  /** Puts a line template on a card. */
  "template.use": desk,
  /** Invites people, gives roles and branches, disables. */
  "member.manage": management,
  /** Looks at the interface with another role's rights. */
  "member.view_as": management,
  /** One's own password, sessions and second factor. */
  "account.edit": everyone,
  /** Years of job cards by any filter, as a list and as a file. */
  "history.read": books,
  /** The workshop's figures, by branch and period; costs and margin need `cost.read` besides. */
  "report.read": books,
  /** Brings records in from files, and takes back what a file has brought. */
  "import.run": management,
  /** Takes out all data of the business, or of one customer. */
  "export.run": management,
  /** Takes a person's data out for good. */
  "customer.erase": management,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

export const may = (role: Role, permission: Permission): boolean => rolesWith(permission).includes(role);

const rolesWith = (permission: Permission): readonly Role[] => permissions[permission];

/** Every permission of a role, for the interface. */
export const permissionsOf = (role: Role): Permission[] =>
  permissionNames.filter((permission) => may(role, permission));

const isPermission = (name: string): name is Permission => name in permissions;
export const permissionNames: readonly Permission[] = Object.keys(permissions).filter(isPermission);

/** What a member may who looks with another role's rights: what both roles may, so that a view never adds anything. */
export const permissionsSeen = (own: Role, viewed: Role): Permission[] =>
  permissionsOf(own).filter((permission) => may(viewed, permission));

const rank: Readonly<Record<Role, number>> = { OWNER: 3, ADMIN: 2, ADVISOR: 1, TECHNICIAN: 1, ACCOUNTANT: 1 };

/** Whether `actor` may give this role, or change somebody who has it: nobody reaches above their own. */
export const reaches = (actor: Role, role: Role): boolean => rank[role] <= rank[actor];
