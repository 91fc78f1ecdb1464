import { lookup as resolve } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/**
 * Addresses that are not the public internet's: this machine, private networks, links and clouds' metadata, multicast, and
 * the ways of writing an IPv4 address within IPv6 that lead there (RFC 6890, RFC 6052, RFC 3056).
 */
const inner = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  inner.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 9],
  ["ff00::", 8],
] as const)
  inner.addSubnet(network, prefix, "ipv6");

/** Of an address as numbers; a name is none. */
export const isPrivateAddress = (address: string): boolean => {
  const bare = address.replace(/^\[|\]$/g, "");
  const version = isIP(bare);
  return version !== 0 && inner.check(bare, version === 4 ? "ipv4" : "ipv6");
};

export class PrivateAddress extends Error {}

const refused = (host: string) =>
  new PrivateAddress(`${host} is an address inside a private network, where nothing is sent.`);

/** Refuses a host that is written as such an address; names are looked at when they are resolved. @throws PrivateAddress */
export const refusePrivateHost = (host: string): void => {
  if (isPrivateAddress(host) || /^(?:.+\.)?localhost$/i.test(host)) throw refused(host);
};

/**
 * Resolves a name and refuses it when any of its addresses is private: the connection is made to what was looked at, so a
 * name that changes its mind between the look and the call gains nothing.
 */
export const publicLookup: LookupFunction = (host, options, answer) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error) return answer(error, "", 4);
    if (first === undefined)
      return answer(Object.assign(new Error(`${host} has no address.`), { code: "ENOTFOUND" }), "", 4);
    if (addresses.some(({ address }) => isPrivateAddress(address))) return answer(refused(host), "", 4);
    if (options.all) return answer(null, addresses);
    answer(null, first.address, first.family);
  });
};
