// Two agents and their seed in one process, over loopback. From a checkout: npm run build, then
// node docs/examples/two-agents.mjs
import {Agent, SeedServer} from 'claw';

const seed = await SeedServer.listen('127.0.0.1', 0);
const seedUrl = `ws://127.0.0.1:${seed.port}`;
const member = (name, handlers = {}) =>
  new Agent({
    ...{name, seedUrl, poolSize: 1, peer: {bindAddress: '127.0.0.1'}},
    ...{onEvent: () => undefined, ...handlers},
  });

/** Answers each message of a stream in capitals, and ends its direction when the other has. */
async function answer(stream) {
  for await (const message of stream) {
    await stream.drained();
    stream.send(Buffer.from(Buffer.from(message).toString().toUpperCase()));
  }
  stream.finish();
}

let leave;
const left = new Promise((resolve) => {
  leave = resolve;
});
const bob = member('bob', {
  onStream: (connection, stream) => {
    console.log(`bob: ${connection.remote} opened "${stream.label}" (${stream.priority})`);
    answer(stream).catch((error) => console.log(`bob: ${error.message}`));
  },
  onDatagram: (connection, data) => {
    console.log(`bob: ${connection.remote} says ${Buffer.from(data)}`);
    leave();
  },
});
const alice = member('alice');
await Promise.all([alice.ready(), bob.ready()]);

const connection = alice.connect('bob');
const stream = connection.openStream({
  label: 'greetings',
  priority: 'interactive',
  reliability: {lifetimeMs: 5000},
});
for (const word of ['hello', 'world']) stream.send(Buffer.from(word));
stream.finish();
for await (const message of stream) console.log(`alice: ${Buffer.from(message)}`);

connection.sendDatagram(Buffer.from('bye'), {priority: 'control'});
await left;

alice.close();
bob.close();
seed.close();
