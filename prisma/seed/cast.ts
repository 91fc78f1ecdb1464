import { hashPassword } from "better-auth/crypto";

/** The password of every demo login. */
export const demoPassword = "pitlane-demo";

export type RoleName = "OWNER" | "ADMIN" | "ADVISOR" | "TECHNICIAN" | "ACCOUNTANT";
export type CastMember = { name: string; email: string; role: RoleName; phone: string };

/** The people of the two demo tenants. Tests and pictures use them by name. */
export const cast = {
  northside: [
    { name: "Olivia Hart", email: "owner@northside.test", role: "OWNER", phone: "+447700900101" },
    { name: "Amir Shah", email: "admin@northside.test", role: "ADMIN", phone: "+447700900102" },
    { name: "Maya Okafor", email: "advisor@northside.test", role: "ADVISOR", phone: "+447700900103" },
    { name: "Rosa Silva", email: "technician@northside.test", role: "TECHNICIAN", phone: "+447700900104" },
    { name: "Jonas Lind", email: "technician2@northside.test", role: "TECHNICIAN", phone: "+447700900105" },
  ],
  rival: [{ name: "Rhea Vance", email: "owner@rival.test", role: "OWNER", phone: "+447700900201" }],
} as const satisfies Record<string, readonly CastMember[]>;

let hashed: Promise<string> | undefined;

/** The demo password as Better Auth stores it; hashed once in a process because the hash is slow on purpose. */
export function demoPasswordHash(): Promise<string> {
  hashed ??= hashPassword(demoPassword);
  return hashed;
}
