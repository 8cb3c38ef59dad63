/**
 * Who opens DTLS: the side that is the last to see a working candidate pair. A first flight that
 * reaches a side without one is lost, and the next leaves a full second later (RFC 6347 section
 * 4.2.4.1).
 *
 * Between two NATs that keep their mapping, the callee's check passes the one the caller just sent:
 * the callee sees its pair half a round trip earlier, its first flight arrives right behind the
 * response that gives the caller its own, and links keep order. So it may start at once, which
 * saves a round trip. It must not where the caller is last: in one network, where everything happens
 * within a millisecond, and where only the callee's NAT is symmetric, so that the caller learns the
 * callee's address from the first check and paces its own 50 ms after it.
 */
export function chooseDtlsClient(view: {
  callerSymmetric: boolean;
  calleeSymmetric: boolean;
  sameNetwork: boolean;
}): 'caller' | 'callee' {
  if (view.sameNetwork) return 'caller';
  return view.calleeSymmetric && !view.callerSymmetric ? 'caller' : 'callee';
}
