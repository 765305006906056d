const COMPANY =
  'is signed by nobody whom Node.js trusts. Where your company or your own server has an authority of its own, put its ' +
  'certificate into a PEM file and name that file in NODE_EXTRA_CA_CERTS before the process starts';
const CLOCK = "Have it renewed, if this machine's clock is right";

/** What is wrong with a certificate, and what to do, by the code of the TLS library. */
const WRONG: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: COMPANY,
  DEPTH_ZERO_SELF_SIGNED_CERT: COMPANY,
  UNABLE_TO_GET_ISSUER_CERT: COMPANY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: COMPANY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: COMPANY,
  CERT_UNTRUSTED: COMPANY,
  CERT_HAS_EXPIRED: `has expired. ${CLOCK}`,
  CERT_NOT_YET_VALID: `is not valid yet. ${CLOCK}`,
  CERT_REVOKED: 'is revoked',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'is for other hosts. Check the address, and whether something else answers in its place, such as a login page',
};

/** In words why a host is not trusted, where its certificate is the reason: then it is in vain to try again. */
export function distrust(code: string | undefined, whose: string): string | undefined {
  const wrong = code === undefined ? undefined : WRONG[code];
  return wrong && `got no connection: the certificate of ${whose} ${wrong} (${code})`;
}
