const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|HOSTNAME_MISMATCH|EPROTO)/;

/** True when TLS itself failed: a certificate that is not trusted, a wrong name, or a server without TLS. */
export function isTlsFault(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  if ('code' in fault && TLS_CODE.test(String(fault.code))) return true;
  return /does not support SSL|no pg_hba.conf entry .*no encryption/.test(fault.message);
}
