/**
 * Who opens DTLS. A first flight that reaches a side without a working candidate pair is lost, and
 * the next leaves a full second later (RFC 6347 section 4.2.4.1), so it must be the side that sees
 * its pair last. Where both start checking at once that is neither, and the callee may as well: the
 * caller, as the DTLS server, is then done half a round trip earlier and sends its first byte.
 *
 * The caller is last in one network, where the callee's check is answered before the answer has
 * travelled by the seed, and where only the callee's NAT is symmetric: the caller learns the callee's
 * address from the first check and paces its own 50 ms after it.
 */
export function chooseDtlsClient(view: {
  callerSymmetric: boolean;
  calleeSymmetric: boolean;
  sameNetwork: boolean;
}): 'caller' | 'callee' {
  if (view.sameNetwork) return 'caller';
  return view.calleeSymmetric && !view.callerSymmetric ? 'caller' : 'callee';
}
