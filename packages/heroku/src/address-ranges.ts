import { isValidCIDR, parseCIDR, type IPv4, type IPv6 } from 'ipaddr.js';

interface Range {
  first: bigint;
  last: bigint;
}

interface Family {
  bits: bigint;
  /**
   * Ranges that no machine on the internet has.
   * @see https://www.iana.org/assignments/iana-ipv4-special-registry, …/ipv6-address-space
   */
  reserved: readonly string[];
}

const IPV4: Family = {
  bits: 32n,
  reserved: [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '224.0.0.0/3',
  ],
};
const IPV6: Family = { bits: 128n, reserved: ['::/3', '4000::/2', '8000::/1'] };

const MAPPED_PREFIX = 96;

function rangeOf(cidr: string): (Range & { family: Family }) | undefined {
  const text = cidr.trim();
  if (!isValidCIDR(text)) return undefined;
  let [address, prefix]: [IPv4 | IPv6, number] = parseCIDR(text);
  if (address.kind() === 'ipv6' && (address as IPv6).isIPv4MappedAddress() && prefix >= MAPPED_PREFIX) {
    [address, prefix] = [(address as IPv6).toIPv4Address(), prefix - MAPPED_PREFIX];
  }
  const family = address.kind() === 'ipv4' ? IPV4 : IPV6;
  const hostBits = family.bits - BigInt(prefix);
  const value = address.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const first = (value >> hostBits) << hostBits;
  return { family, first, last: first + (1n << hostBits) - 1n };
}

function isWhole(ranges: readonly Range[], { bits }: Family): boolean {
  let next = 0n;
  for (const { first, last } of [...ranges].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    if (first > next) return false;
    if (last >= next) next = last + 1n;
  }
  return next === 1n << bits;
}

/**
 * Whether ranges together hold the whole internet, in one version of IP: `0.0.0.0/0`, `0.0.0.0/1` with `128.0.0.0/1`, or
 * `2000::/3`.
 */
export function holdInternet(cidrs: readonly string[]): boolean {
  const ranges = cidrs.flatMap((cidr) => rangeOf(cidr) ?? []);
  return [IPV4, IPV6].some((family) => {
    const named = ranges.filter((range) => range.family === family);
    const reserved = family.reserved.flatMap((cidr) => rangeOf(cidr) ?? []);
    return named.length > 0 && isWhole([...named, ...reserved], family);
  });
}
