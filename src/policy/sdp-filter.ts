/** Attributes that say nothing about addresses; what is not listed does not pass. */
const ATTRIBUTES = new Set(
  (
    'bundle-only end-of-candidates extmap extmap-allow-mixed fingerprint fmtp group ice-options ' +
    'ice-pwd ice-ufrag inactive max-message-size mid msid msid-semantic recvonly rtcp-fb rtcp-mux ' +
    'rtcp-rsize rtpmap sctp-port sendonly sendrecv setup ssrc ssrc-group tls-id'
  ).split(' '),
);
const NO_ADDRESS = 'IN IP4 0.0.0.0';

/**
 * A session description in which the only addresses are those of candidates that `keep` returns
 * (RFC 8866, RFC 8839). Line ends are read as generously as any parser might: what hides behind one
 * is a line like any other.
 *
 * @param keep gets a candidate line without `a=`; returns the line to stand there, or nothing
 * @param onDropped told each line that did not pass
 */
export function filterSdp(
  sdp: string,
  keep: (line: string) => string | undefined,
  onDropped: (line: string) => void,
): string {
  const lines = sdp.split(/[\p{Cc}\u2028\u2029]+/u).filter((line) => line !== '');
  const passed = lines.flatMap((line) => {
    const kept = filterLine(line, keep);
    if (kept === undefined) onDropped(line);
    return kept ?? [];
  });
  return passed.map((line) => `${line}\r\n`).join('');
}

/** `undefined` for a dropped line; refused candidates are for `keep` to tell. */
function filterLine(
  line: string,
  keep: (line: string) => string | undefined,
): string | [] | undefined {
  const [, type, value = ''] = /^([a-z])=(.*)$/.exec(line) ?? [];
  switch (type) {
    case 'v':
    case 's':
    case 't':
    case 'm':
    case 'b':
      return line;
    case 'c':
      return `c=${NO_ADDRESS}`;
    case 'o':
      return originWithoutAddress(value);
    case 'a':
      return filterAttribute(line, value, keep);
    default:
      return undefined;
  }
}

function filterAttribute(
  line: string,
  value: string,
  keep: (line: string) => string | undefined,
): string | [] | undefined {
  if (value.startsWith('candidate:')) {
    const kept = keep(value);
    return kept === undefined ? [] : `a=${kept}`;
  }
  const [name = ''] = value.split(':', 1);
  return ATTRIBUTES.has(name) ? line : undefined;
}

function originWithoutAddress(value: string): string | undefined {
  const [user, session, version] = value.split(' ');
  return version === undefined ? undefined : `o=${user} ${session} ${version} ${NO_ADDRESS}`;
}
