import type {Lab, SiteSpec} from '../../../../src/lab/lab.js';
import {createLoopbackLab} from '../../../../src/lab/loopback/loopback-lab.js';
import {loopbackSpec, site} from './specs.js';
import {UdpClient} from './udp-client.js';

const labs: Lab[] = [];
const clients: UdpClient[] = [];

/** Closes what has been opened here. */
export async function closeWorlds(): Promise<void> {
  for (const client of clients.splice(0)) client.close();
  await Promise.all(labs.splice(0).map((lab) => lab.down()));
}

export async function openLab(...sites: SiteSpec[]): Promise<Lab> {
  const lab = await createLoopbackLab(loopbackSpec(...sites));
  labs.push(lab);
  return lab;
}

export async function openClient(lab: Lab, host: string): Promise<UdpClient> {
  const client = await UdpClient.open(lab.access.find((access) => access.host === host));
  clients.push(client);
  // The fabric must know a socket for what it sends to count.
  await client.lanPort();
  return client;
}

/** The inside socket, two sockets of one outside host and one of another. */
export async function openWorld(nat: string) {
  const lab = await openLab(site('s1', nat, ['a1']), site('s2', 'none', ['a2', 'a3']));
  const [inside, known, samePlace, elsewhere] = await Promise.all(
    ['a1', 'a2', 'a2', 'a3'].map((host) => openClient(lab, host)),
  );
  if (!inside || !known || !samePlace || !elsewhere) throw new Error('four clients were asked for');
  return {lab, inside, known, samePlace, elsewhere};
}

/** The port that `outside` sees `inside` at. */
export async function seenBy(inside: UdpClient, outside: UdpClient): Promise<number> {
  inside.send('hello', await outside.lanPort());
  return (await outside.next()).fromPort;
}

/** What arrived inside of what each sent there, told by the order that the network keeps. */
export async function admitted(
  inside: UdpClient,
  port: number,
  senders: Record<string, UdpClient>,
) {
  for (const [name, sender] of Object.entries(senders)) sender.send(name, port);
  const names: string[] = [];
  for (;;) {
    const {text} = await inside.next();
    names.push(text);
    if (text === Object.keys(senders).at(-1)) return names;
  }
}
