let open = 0;

/** A PeerConnection has been made. */
export function peerOpened(): void {
  open += 1;
}

/** It has been closed, once. */
export function peerClosed(): void {
  open -= 1;
}

/** PeerConnections of this process that nobody has closed. */
export function openPeerCount(): number {
  return open;
}
