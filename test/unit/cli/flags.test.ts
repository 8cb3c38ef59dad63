import {Parser} from '@oclif/core';
import {expect, test} from 'vitest';
import {failureText, toFailure} from '../../../src/cli/failure.js';
import {
  durationFlag,
  listFlag,
  packetRateFlag,
  percentFlag,
  positiveIntegerFlag,
  progressFlag,
  rateFlag,
  seedFlag,
} from '../../../src/cli/flags.js';

const FLAGS = {
  delay: durationFlag(),
  rate: rateFlag(),
  load: packetRateFlag(),
  loss: percentFlag(),
  agents: positiveIntegerFlag(),
  nat: listFlag(),
  seed: seedFlag(),
  progress: progressFlag(),
};

async function parse(...argv: string[]) {
  const {flags} = await Parser.parse(argv, {flags: FLAGS, args: {}, strict: true});
  return flags;
}

async function complaint(...argv: string[]): Promise<string> {
  return parse(...argv).then(
    (flags) => `accepted: ${JSON.stringify(flags)}`,
    (error: unknown) => failureText(toFailure(error, 'mesh up')),
  );
}

test('values become numbers in the units of the code', async () => {
  const text =
    '--delay 1.5s --rate 20mbit --load 60kpps --loss 1% --agents 3 --nat open,symmetric --seed 0x2a';
  expect(await parse(...text.split(' '))).toMatchObject({
    delay: 1500,
    rate: 20e6,
    load: 60_000,
    loss: 0.01,
    agents: 3,
    nat: ['open', 'symmetric'],
    seed: 42,
    progress: 'auto',
  });
});

test('a wrong value names its flag and says what to write', async () => {
  const wrong = ['--delay 50', '--rate 20', '--loss 1', '--agents 0', '--nat a,,b', '--seed -1'];
  const said = await Promise.all(wrong.map((text) => complaint(...text.split(' '))));
  expect(said.join('')).toMatchInlineSnapshot(`
    "claw: --delay: "50" has no unit
      try: Write it with one of us, ms, s, m, h, for example 50ms or 10s.
    claw: --rate: "20" has no unit
      try: Write it with one of bit, kbit, mbit, gbit, for example 50mbit or 512kbit.
    claw: --loss: "1" has no unit
      try: Write it with %, for example 1%.
    claw: --agents: "0" is not a whole number above zero
      try: Give a number like 3.
    claw: --nat: "a,,b" has an empty entry
      try: Give words with commas between, like a,b.
    claw: --seed: "-1" is not a seed
      try: Give a whole number from 0 to 4294967295.
    "
  `);
});

test('unknown flags and values suggest known ones', async () => {
  const wrong = ['--agnets 3', '--wibble', '--progress plan', '--progress fancy', '--seed'];
  const said = await Promise.all(wrong.map((text) => complaint(...text.split(' '))));
  expect(said.join('')).toMatchInlineSnapshot(`
    "claw: unknown flag --agnets
      try: --agents
    claw: unknown flag --wibble
      try: claw mesh up --help
    claw: --progress: "plan" is not one of auto, tty, plain, json, quiet
      try: --progress plain
    claw: --progress: "fancy" is not one of auto, tty, plain, json, quiet
      try: --progress auto|tty|plain|json|quiet
    claw: flag --seed expects a value
      try: claw mesh up --help
    "
  `);
});
