import type {Socket} from 'node:net';

/**
 * Tells `onLine` every line of UTF-8 text that arrives. Whoever sends more than `charsMax` characters
 * without a newline is cut off, as is memory for them.
 */
export function readLines(socket: Socket, charsMax: number, onLine: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.length <= charsMax && !socket.destroyed) onLine(line);
      else socket.destroy();
    }
    if (rest.length > charsMax) socket.destroy();
  });
}
